package chat.gateway;

import chat.runtime.config.ProgramConfig;
import chat.runtime.process.Lifecycle;
import io.prometheus.client.CollectorRegistry;
import java.util.ArrayList;
import java.util.List;

/** A whole gateway in this process, on a free port, in front of a {@link FakeCluster}. */
final class TestGateway implements AutoCloseable {
    private final Lifecycle lifecycle = new Lifecycle();
    private final CollectorRegistry registry = new CollectorRegistry();
    private final GatewayServer server;

    TestGateway(FakeCluster cluster, String... settings) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "node-id=gateway-1",
                "port=0",
                "ops.port=0",
                "cluster-secret=" + FakeCluster.SECRET,
                "core.seeds=[\"" + String.join("\",\"", cluster.addresses()) + "\"]",
                "http.sign-ups-per-minute=1000",
                "http.logins-per-minute=1000"));
        all.addAll(List.of(settings));
        ProgramConfig config = ProgramConfig.withDefaults("gateway", all.toArray(new String[0]));
        server = GatewayServer.create(GatewayConfig.from(config), lifecycle, registry);
    }

    int port() {
        return server.port();
    }

    double metric(String name, String... labels) {
        String[] names = new String[labels.length / 2];
        String[] values = new String[labels.length / 2];
        for (int i = 0; i < names.length; i++) {
            names[i] = labels[2 * i];
            values[i] = labels[2 * i + 1];
        }
        Double value = registry.getSampleValue(name, names, values);
        return value == null ? 0 : value;
    }

    @Override
    public void close() {
        lifecycle.close();
    }
}
