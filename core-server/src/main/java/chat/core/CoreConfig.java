package chat.core;

import chat.core.cassandra.CassandraConfig;
import chat.core.cluster.NodeConfig;
import chat.core.cluster.ownership.OwnershipLimits;
import chat.core.cluster.zookeeper.ZooKeeperConfig;
import chat.core.operator.OperatorConfig;
import chat.core.password.PasswordConfig;
import chat.core.token.KeySecret;
import chat.core.token.TokenConfig;
import chat.runtime.config.ConfigProblem;
import chat.runtime.config.ProgramConfig;
import chat.runtime.process.BuildInfo;
import chat.runtime.slot.Slots;
import chat.runtime.tls.TlsConfig;
import java.time.Duration;
import java.util.List;

/**
 * The configuration of a core node; {@code core.conf} says what each key means.
 *
 * @param drainLimit how long a stopping node may take to hand its slots over
 */
public record CoreConfig(
        NodeConfig node,
        Slots slots,
        OwnershipLimits ownership,
        Duration drainLimit,
        String clusterSecret,
        Grpc grpc,
        Ops ops,
        ZooKeeperConfig zooKeeper,
        CassandraConfig cassandra,
        boolean applySchema,
        KeySecret keySecret,
        TokenConfig tokens,
        PasswordConfig passwords,
        OperatorConfig operators) {

    /**
     * The gRPC port.
     *
     * @param advertisedAddress where others reach this node; empty: host and port
     */
    public record Grpc(
            String host,
            int port,
            String advertisedAddress,
            int maxMessageBytes,
            Duration callTimeout,
            TlsConfig tls) {}

    /** Health and metrics. */
    public record Ops(String host, int port) {}

    /** From the section {@code core}. */
    public static CoreConfig from(ProgramConfig config) {
        try {
            return new CoreConfig(
                    new NodeConfig(
                            config.string("node-id"),
                            config.string("region"),
                            config.integer("capacity", 1, 1000),
                            BuildInfo.current().version()),
                    new Slots(config.integer("slots", 1, 4096)),
                    new OwnershipLimits(
                            config.duration("ownership.acquire-limit"),
                            config.duration("ownership.release-limit"),
                            config.integer("ownership.hand-overs", 1, 4096)),
                    config.duration("drain-limit"),
                    config.requiredSecret("cluster-secret"),
                    new Grpc(
                            config.string("grpc.host"),
                            config.port("grpc.port"),
                            config.string("grpc.advertised-address"),
                            Math.toIntExact(config.bytes("grpc.max-message")),
                            config.duration("grpc.call-timeout"),
                            TlsConfig.server(config, "grpc.tls")),
                    new Ops(config.string("ops.host"), config.port("ops.port")),
                    new ZooKeeperConfig(
                            config.string("zookeeper.connect"),
                            config.string("zookeeper.root"),
                            config.duration("zookeeper.session-timeout"),
                            config.duration("zookeeper.connection-timeout")),
                    new CassandraConfig(
                            contactPoints(config),
                            config.string("cassandra.local-datacenter"),
                            config.string("cassandra.keyspace"),
                            config.string("cassandra.replication"),
                            config.optionalString("cassandra.username").orElse(null),
                            config.secret("cassandra.password").orElse(null),
                            config.duration("cassandra.request-timeout")),
                    config.bool("cassandra.apply-schema"),
                    KeySecret.from(config),
                    TokenConfig.from(config),
                    PasswordConfig.from(config),
                    OperatorConfig.from(config));
        } catch (IllegalArgumentException wrong) {
            throw new ConfigProblem(String.valueOf(wrong.getMessage()));
        }
    }

    private static List<String> contactPoints(ProgramConfig config) {
        List<String> points = List.of(config.string("cassandra.contact-points").split("\\s*,\\s*"));
        if (!points.stream().allMatch(point -> point.matches("\\S+:\\d{1,5}"))) {
            throw config.wrong("cassandra.contact-points", "host:port, several separated by commas");
        }
        return points;
    }
}
