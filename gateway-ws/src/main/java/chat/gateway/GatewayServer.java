package chat.gateway;

import chat.gateway.core.CoreAddresses;
import chat.gateway.core.CoreCalls;
import chat.gateway.core.CoreChannels;
import chat.gateway.core.CoreRouter;
import chat.gateway.drain.Drain;
import chat.gateway.http.HttpApi;
import chat.gateway.http.HttpListener;
import chat.gateway.metrics.GatewayMetrics;
import chat.gateway.registration.GatewayRegistration;
import chat.gateway.session.Sessions;
import chat.gateway.socket.WebSocketUpgrade;
import chat.gateway.v1.Register;
import chat.node.v1.Registration;
import chat.node.v1.Registration.State;
import chat.runtime.grpc.ChannelFactory;
import chat.runtime.ops.OpsServer;
import chat.runtime.ops.Readiness;
import chat.runtime.process.BuildInfo;
import chat.runtime.process.Lifecycle;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/** Puts the gateway together: starts in this order, stops in reverse. */
final class GatewayServer {
    /** Pages of entries and history stay far below it; see {@code chat.gateway.v1.Page}. */
    private static final int MAX_CORE_MESSAGE_BYTES = 64 << 20;

    private static final Duration BEYOND_DRAIN = Duration.ofSeconds(5);

    private final HttpListener listener;

    private GatewayServer(HttpListener listener) {
        this.listener = listener;
    }

    static void start(GatewayConfig config, Lifecycle lifecycle) throws Exception {
        create(config, lifecycle, CollectorRegistry.defaultRegistry);
    }

    static GatewayServer create(GatewayConfig config, Lifecycle lifecycle, CollectorRegistry registry)
            throws Exception {
        long startedAtMillis = System.currentTimeMillis();
        GatewayMetrics metrics = new GatewayMetrics(registry);
        Readiness readiness = new Readiness();
        OpsServer ops = lifecycle.start(
                "health and metrics", () -> OpsServer.start(config.opsHost(), config.opsPort(), readiness));

        CoreAddresses addresses = new CoreAddresses(config.core().seeds());
        CoreChannels channels = lifecycle.start("channels to cores", () -> channels(config));
        CoreCalls calls = new CoreCalls(addresses, channels, config.core().requestTimeout());
        CoreRouter router = lifecycle.start("router", () -> {
            Register register = Register.newBuilder()
                    .setGatewayId(config.nodeId())
                    .setRegion(config.region())
                    .build();
            CoreRouter made = new CoreRouter(config.core(), register, addresses, channels, metrics);
            made.start();
            return made;
        });

        Sessions sessions = new Sessions(config.session(), router, calls, metrics);
        Drain drain = new Drain(config.drain(), config.nodeId(), config.region(), sessions, calls);
        WebSocketUpgrade upgrade = new WebSocketUpgrade(config.socket(), sessions, metrics);
        HttpApi api = new HttpApi(config.http(), calls, upgrade, sessions, drain::isLeaving, metrics);
        HttpListener listener = lifecycle.start(
                "client port",
                () -> HttpListener.start(
                        config.http(), config.tls().listenerContext(), api, upgrade, metrics, bindAddress(config)));

        Registration identity = Registration.newBuilder()
                .setAddress(publicUrl(config, listener.port()))
                .setOpsAddress(ops.address())
                .setVersion(BuildInfo.current().version())
                .setStartedAtMillis(startedAtMillis)
                .build();
        Optional<GatewayRegistration> registration =
                config.registration().connect().isEmpty()
                        ? Optional.empty()
                        : Optional.of(lifecycle.start("registration", () -> {
                            GatewayRegistration made = new GatewayRegistration(
                                    config.registration(), identity, sessions::count, addresses::registered);
                            made.start();
                            return made;
                        }));

        readiness.register("cores", router::isReachable, "no core was reached yet, or the map of slots is not known");
        readiness.register("drain", () -> !drain.isLeaving(), "stopping");
        lifecycle.onStop("sessions", limit(config), () -> {
            drain.begin();
            registration.ifPresent(known -> known.state(State.STATE_DRAINING));
            drain.run();
            registration.ifPresent(known -> known.state(State.STATE_DRAINED));
        });
        return new GatewayServer(listener);
    }

    /** Where clients connect. */
    int port() {
        return listener.port();
    }

    private static CoreChannels channels(GatewayConfig config) {
        return new CoreChannels(new ChannelFactory(
                config.coreTls(),
                Optional.of(config.clusterSecret()),
                config.core().requestTimeout(),
                MAX_CORE_MESSAGE_BYTES));
    }

    private static InetSocketAddress bindAddress(GatewayConfig config) throws IOException {
        InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
        if (address.isUnresolved()) {
            throw new IOException("gateway.host: " + config.host() + " is not an address of this machine");
        }
        return address;
    }

    private static String publicUrl(GatewayConfig config, int port) {
        return config.publicUrl().isEmpty()
                ? (config.tls().enabled() ? "wss://" : "ws://") + config.host() + ":" + port + "/v1/ws"
                : config.publicUrl();
    }

    private static Duration limit(GatewayConfig config) {
        return config.drain().notice().plus(config.drain().timeout()).plus(BEYOND_DRAIN);
    }
}
