package chat.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Cassandra node, alone or one of a ring on 127.0.0.1, 127.0.0.2, ... {@link #start} returns at once, {@link #awaitReady} when it
 * answers CQL.
 *
 * <p>Made small and quick to start: one token, little cache, no wait for gossip when alone. The commit log is mapped, so that writes
 * survive the death of the process; a machine that dies may lose the last second.
 */
public final class CassandraEngine implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);
    /** CQL v4 OPTIONS, stream 0, no body. */
    private static final byte[] OPTIONS = {4, 0, 0, 0, 5, 0, 0, 0, 0};

    private static final int SUPPORTED = 6;

    private final Node node;
    private final ManagedProcess process;

    /**
     * One node.
     *
     * @param index from 1; node i listens on 127.0.0.i
     * @param count nodes in the ring
     * @param cqlPort native protocol; the same on all nodes
     * @param storagePort between nodes; the same on all nodes
     * @param jmxPort on 127.0.0.1; one for each node
     * @param heapMegabytes of the JVM
     */
    public record Node(int index, int count, int cqlPort, int storagePort, int jmxPort, int heapMegabytes) {
        String host() {
            return "127.0.0." + index;
        }

        /** Tokens spread evenly over the ring. */
        String token() {
            return BigInteger.ONE
                    .shiftLeft(64)
                    .multiply(BigInteger.valueOf(index - 1L))
                    .divide(BigInteger.valueOf(count))
                    .subtract(BigInteger.ONE.shiftLeft(63))
                    .add(BigInteger.ONE)
                    .toString();
        }
    }

    private CassandraEngine(Node node, ManagedProcess process) {
        this.node = node;
        this.process = process;
    }

    public static CassandraEngine start(Layout layout, Node node, Path dataFolder) {
        String name = "cassandra-" + node.index();
        Path home = dataFolder.resolve(name);
        try {
            Files.createDirectories(home);
            Files.writeString(home.resolve("cassandra.yaml"), yaml(node));
            Files.writeString(home.resolve("logback.xml"), EngineLog.config("INFO"));
        } catch (IOException failed) {
            throw new StackFailure("cannot write the configuration of " + name + ": " + failed.getMessage(), failed);
        }
        return new CassandraEngine(
                node,
                ManagedProcess.start(
                        name, CassandraCommand.of(layout, node, home), Map.of(), home, dataFolder.resolve("logs")));
    }

    private static String yaml(Node node) {
        try (InputStream in = CassandraEngine.class.getResourceAsStream("cassandra.yaml")) {
            if (in == null) {
                throw new IllegalStateException("cassandra.yaml is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@HOST@", node.host())
                    .replace("@TOKEN@", node.token())
                    .replace("@SEED@", "127.0.0.1:" + node.storagePort())
                    .replace("@CQL_PORT@", Integer.toString(node.cqlPort()))
                    .replace("@STORAGE_PORT@", Integer.toString(node.storagePort()));
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /** Waits until the node answers CQL. */
    public CassandraEngine awaitReady() {
        process.awaitReady(this::answers, READY_LIMIT);
        return this;
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(node.host(), node.cqlPort()), 1_000);
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(OPTIONS);
            byte[] header = socket.getInputStream().readNBytes(OPTIONS.length);
            return header.length == OPTIONS.length && header[4] == SUPPORTED;
        } catch (IOException notYet) {
            return false;
        }
    }

    public String host() {
        return node.host();
    }

    public int port() {
        return node.cqlPort();
    }

    public Node node() {
        return node;
    }

    public ManagedProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }

    /** The command line that Cassandra 5.0 needs on a JDK 17. */
    private static final class CassandraCommand {
        private static final List<String> EXPORTS = List.of(
                "java.base/jdk.internal.misc",
                "java.management.rmi/com.sun.jmx.remote.internal.rmi",
                "java.rmi/sun.rmi.registry",
                "java.rmi/sun.rmi.server",
                "java.sql/java.sql",
                "java.base/java.lang.ref",
                "jdk.unsupported/sun.misc",
                "jdk.compiler/com.sun.tools.javac.file");
        private static final List<String> OPENS = List.of(
                "java.base/java.lang",
                "java.base/java.lang.module",
                "java.base/java.lang.reflect",
                "java.base/java.io",
                "java.base/java.nio",
                "java.base/sun.nio.ch",
                "java.base/java.util",
                "java.base/java.util.concurrent",
                "java.base/java.util.concurrent.atomic",
                "java.base/jdk.internal.loader",
                "java.base/jdk.internal.ref",
                "java.base/jdk.internal.reflect",
                "java.base/jdk.internal.math",
                "java.base/jdk.internal.module",
                "java.base/jdk.internal.util.jar",
                "jdk.management/com.sun.management.internal");

        static List<String> of(Layout layout, Node node, Path home) {
            List<String> command = new ArrayList<>(List.of(ManagedProcess.java()));
            command.addAll(List.of(
                    "-Xms" + node.heapMegabytes() + "m",
                    "-Xmx" + node.heapMegabytes() + "m",
                    "-Xss256k",
                    "-XX:+UseSerialGC",
                    "-XX:MaxDirectMemorySize=192m",
                    "-XX:MaxMetaspaceSize=160m",
                    "-XX:ReservedCodeCacheSize=64m",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-XX:-UsePerfData",
                    "-Djava.net.preferIPv4Stack=true",
                    "-javaagent:" + layout.engineJar("cassandra", "jamm-"),
                    "-Djdk.attach.allowAttachSelf=true",
                    "-Dcassandra.config=" + home.resolve("cassandra.yaml").toUri(),
                    "-Dcassandra-foreground=yes",
                    "-Dcassandra.jmx.local.port=" + node.jmxPort(),
                    "-Dcassandra.storagedir=" + home,
                    "-Dcassandra.logdir=" + home,
                    "-Dlogback.configurationFile=" + home.resolve("logback.xml").toUri(),
                    "-Dcassandra.ring_delay_ms=" + (node.count() == 1 ? 100 : 5_000)));
            if (node.count() == 1) {
                // nobody to wait for, nobody to tell
                command.add("-Dcassandra.skip_wait_for_gossip_to_settle=0");
                command.add("-Dcassandra.shutdown_announce_in_ms=0");
            }
            EXPORTS.forEach(target -> command.add("--add-exports=" + target + "=ALL-UNNAMED"));
            OPENS.forEach(target -> command.add("--add-opens=" + target + "=ALL-UNNAMED"));
            command.addAll(List.of(
                    "-cp",
                    layout.engineClassPath("cassandra"),
                    Leashed.class.getName(),
                    "org.apache.cassandra.service.CassandraDaemon"));
            return command;
        }
    }
}
