package chat.localstack.up;

import chat.localstack.Layout;
import chat.localstack.ManagedProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Starts the product's programs through their scripts in {@code bin/}, with the flags that a stack on one machine needs. Secrets go
 * by file, never on a command line. Heaps are small, as measured; production sets its own.
 */
final class Programs {
    private static final String SMALL = "-XX:+UseSerialGC -XX:ReservedCodeCacheSize=48m -Xss512k";

    private final Layout layout;
    private final DataFolder data;
    private final StackOptions options;
    private final StackPorts ports;

    Programs(Layout layout, DataFolder data, StackOptions options) {
        this.layout = layout;
        this.data = data;
        this.options = options;
        this.ports = options.ports();
    }

    ManagedProcess core(int index) {
        return start(
                "core-" + index,
                "core-server",
                Map.of("CORE_SERVER_JAVA_OPTS", "-Xms64m -Xmx256m -XX:MaxDirectMemorySize=96m " + SMALL),
                Map.of(
                        "node-id", "core-" + index,
                        "region", region(index),
                        "grpc.port", Integer.toString(ports.core(index)),
                        "ops.port", Integer.toString(ports.coreOps(index)),
                        "zookeeper.connect", "127.0.0.1:" + ports.zooKeeper(),
                        "cassandra.contact-points", "127.0.0.1:" + ports.cassandra(),
                        "cluster-secret-file", file("cluster-secret"),
                        "auth.key-secret-file", file("key-secret"),
                        "operators.bootstrap-password-file", file("operator-password")));
    }

    ManagedProcess gateway(int index) {
        return start(
                "gateway-" + index,
                "gateway-ws",
                Map.of("GATEWAY_WS_JAVA_OPTS", "-Xms32m -Xmx128m -XX:MaxDirectMemorySize=96m " + SMALL),
                Map.of(
                        "node-id",
                        "gateway-" + index,
                        "region",
                        region(index),
                        "port",
                        Integer.toString(ports.gateway(index)),
                        "ops.port",
                        Integer.toString(ports.gatewayOps(index)),
                        "zookeeper.connect",
                        "127.0.0.1:" + ports.zooKeeper(),
                        "cluster-secret-file",
                        file("cluster-secret"),
                        // everyone on this machine shares one address
                        "http.sign-ups-per-minute",
                        "60000",
                        "http.logins-per-minute",
                        "60000"));
    }

    ManagedProcess console() {
        String cores = IntStream.rangeClosed(1, options.cores())
                .mapToObj(i -> "127.0.0.1:" + ports.core(i))
                .collect(Collectors.joining(","));
        return start(
                "console",
                "admin-web",
                Map.of("ADMIN_WEB_JAVA_OPTS", "-Xms32m -Xmx128m " + SMALL),
                Map.of(
                        "console.cores", cores,
                        "console.cluster-secret-file", file("cluster-secret"),
                        "console.ops.port", Integer.toString(ports.consoleOps()),
                        "server.port", Integer.toString(ports.console())));
    }

    /** Regions by turns. */
    static String region(int index) {
        return index % 2 == 1 ? "eu" : "us";
    }

    private String file(String secret) {
        return data.secret(secret).file().toString();
    }

    private ManagedProcess start(
            String name, String script, Map<String, String> environment, Map<String, String> settings) {
        List<String> command = new ArrayList<>(
                List.of(layout.root().resolve("bin").resolve(script).toString(), "--exit-on-stdin-close"));
        settings.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(setting -> {
            command.add("--set");
            command.add(setting.getKey() + "=" + setting.getValue());
        });
        Path home = data.path().resolve("logs");
        return ManagedProcess.start(name, command, environment, home, home);
    }
}
