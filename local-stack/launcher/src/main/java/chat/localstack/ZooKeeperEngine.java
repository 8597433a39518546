package chat.localstack;

import java.io.IOException;
import java.net.InetAddress;
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
 * A ZooKeeper server, alone or one of an ensemble. {@link #start} returns at once, {@link #awaitReady} when it serves requests.
 *
 * <p>Memory: 96 MiB heap for some thousand znodes and sessions. Every write is forced to disk, as in production.
 */
public final class ZooKeeperEngine implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofMinutes(1);

    private final Node node;
    private final ManagedProcess process;

    /**
     * One server.
     *
     * @param id 1 to the ensemble's size
     * @param clientPort on 127.0.0.1
     * @param ensemble addresses {@code host:peerPort:electionPort} of all servers, by id; one entry, or none, for a server alone
     */
    public record Node(int id, int clientPort, List<String> ensemble) {
        public Node {
            ensemble = List.copyOf(ensemble);
        }

        public static Node alone(int clientPort) {
            return new Node(1, clientPort, List.of());
        }

        String address() {
            return "127.0.0.1:" + clientPort;
        }
    }

    private ZooKeeperEngine(Node node, ManagedProcess process) {
        this.node = node;
        this.process = process;
    }

    public static ZooKeeperEngine start(Layout layout, Node node, Path dataFolder) {
        String name = "zookeeper-" + node.id();
        Path home = dataFolder.resolve(name);
        Path logs = dataFolder.resolve("logs");
        try {
            Files.createDirectories(home);
            Files.writeString(home.resolve("zoo.cfg"), config(node, home));
            Files.writeString(home.resolve("myid"), node.id() + "\n");
            Files.writeString(home.resolve("logback.xml"), EngineLog.config("WARN"));
        } catch (IOException failed) {
            throw new StackFailure("cannot write the configuration of " + name + ": " + failed.getMessage(), failed);
        }
        List<String> command = new ArrayList<>(List.of(ManagedProcess.java()));
        command.addAll(List.of(
                "-Xms16m",
                "-Xmx96m",
                "-Xss256k",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:MaxDirectMemorySize=32m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.net.preferIPv4Stack=true",
                "-Dlogback.configurationFile=" + home.resolve("logback.xml"),
                "-Dzookeeper.jmx.log4j.disable=true",
                "-cp",
                layout.engineClassPath("zookeeper"),
                Leashed.class.getName(),
                "org.apache.zookeeper.server.quorum.QuorumPeerMain",
                home.resolve("zoo.cfg").toString()));
        return new ZooKeeperEngine(node, ManagedProcess.start(name, command, Map.of("JMXDISABLE", "true"), home, logs));
    }

    private static String config(Node node, Path home) {
        StringBuilder text = new StringBuilder(
                """
                # how long a tick is, in ms: sessions live 2 to 60 ticks
                tickTime=1000
                minSessionTimeout=1000
                maxSessionTimeout=60000
                initLimit=10
                syncLimit=5
                dataDir=%s
                clientPortAddress=127.0.0.1
                clientPort=%d
                maxClientCnxns=0
                admin.enableServer=false
                4lw.commands.whitelist=srvr,ruok,mntr
                # the default of 64 MiB is written out for each server
                preAllocSize=4096
                autopurge.snapRetainCount=3
                autopurge.purgeInterval=1
                """
                        .formatted(home, node.clientPort()));
        if (node.ensemble().size() > 1) {
            for (int i = 0; i < node.ensemble().size(); i++) {
                text.append("server.%d=%s\n".formatted(i + 1, node.ensemble().get(i)));
            }
        }
        return text.toString();
    }

    /** Waits until the server answers as a server with a quorum. */
    public ZooKeeperEngine awaitReady() {
        process.awaitReady(() -> ask("srvr").contains("Mode: "), READY_LIMIT);
        return this;
    }

    /** {@code host:port} for clients. */
    public String address() {
        return node.address();
    }

    public Node node() {
        return node;
    }

    public ManagedProcess process() {
        return process;
    }

    /** The answer to a four-letter word; empty when there is none. */
    String ask(String word) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.clientPort()), 1_000);
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException notYet) {
            return "";
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
