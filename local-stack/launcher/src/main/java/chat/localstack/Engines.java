package chat.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A ZooKeeper and a Cassandra, or several of each, as processes of their own. They are stopped by {@link #close}, and die with this
 * JVM whatever happens to it.
 */
public final class Engines implements AutoCloseable {
    private static @Nullable Engines shared;

    private final Path dataFolder;
    private final boolean temporary;
    private final List<ZooKeeperEngine> zooKeepers = new ArrayList<>();
    private final List<CassandraEngine> cassandras = new ArrayList<>();

    /**
     * What to start.
     *
     * @param zooKeepers servers of the ensemble, 1 or 3
     * @param cassandras nodes of the ring, 1 to 3
     * @param cassandraHeapMegabytes heap of each Cassandra node
     */
    public record Size(int zooKeepers, int cassandras, int cassandraHeapMegabytes) {
        /** One of each, as small as serves the tests. */
        public static final Size SMALL = new Size(1, 1, 640);
    }

    private Engines(Path dataFolder, boolean temporary) {
        this.dataFolder = dataFolder;
        this.temporary = temporary;
    }

    /** One pair for all tests of this JVM, in a temporary folder; started when first asked for. Nobody closes it. */
    public static synchronized Engines shared() {
        if (shared == null) {
            shared = startTemporary(Size.SMALL);
            Runtime.getRuntime().addShutdownHook(new Thread(shared::kill, "engines"));
        }
        return shared;
    }

    /** In a temporary folder that is deleted on close, on free ports. */
    public static Engines startTemporary(Size size) {
        try {
            return start(size, Files.createTempDirectory("chat-engines-"), true);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** In a folder that is kept, on free ports. */
    public static Engines start(Size size, Path dataFolder) {
        return start(size, dataFolder, false);
    }

    private static Engines start(Size size, Path dataFolder, boolean temporary) {
        Engines engines = new Engines(dataFolder, temporary);
        try {
            engines.launch(Layout.find(), size);
            return engines;
        } catch (RuntimeException failed) {
            engines.close();
            throw failed;
        }
    }

    private void launch(Layout layout, Size size) {
        for (ZooKeeperEngine.Node node : zooKeeperNodes(size.zooKeepers())) {
            zooKeepers.add(ZooKeeperEngine.start(layout, node, dataFolder));
        }
        String[] hosts = IntStream.rangeClosed(1, size.cassandras())
                .mapToObj(i -> "127.0.0." + i)
                .toArray(String[]::new);
        int cqlPort = Ports.free(hosts);
        int storagePort = Ports.free(hosts);
        for (int i = 1; i <= size.cassandras(); i++) {
            CassandraEngine.Node node = new CassandraEngine.Node(
                    i, size.cassandras(), cqlPort, storagePort, Ports.free("127.0.0.1"), size.cassandraHeapMegabytes());
            // one after the other: a ring takes one newcomer at a time
            cassandras.add(CassandraEngine.start(layout, node, dataFolder));
            if (size.cassandras() > 1) {
                cassandras.get(i - 1).awaitReady();
            }
        }
        zooKeepers.forEach(ZooKeeperEngine::awaitReady);
        cassandras.forEach(CassandraEngine::awaitReady);
    }

    private static List<ZooKeeperEngine.Node> zooKeeperNodes(int count) {
        List<String> ensemble = IntStream.rangeClosed(1, count)
                .mapToObj(i -> "127.0.0.1:" + Ports.free("127.0.0.1") + ":" + Ports.free("127.0.0.1"))
                .toList();
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> new ZooKeeperEngine.Node(i, Ports.free("127.0.0.1"), ensemble))
                .toList();
    }

    /** {@code host:port,host:port} of all servers. */
    public String zooKeeperConnect() {
        return zooKeepers.stream().map(ZooKeeperEngine::address).collect(Collectors.joining(","));
    }

    /** Hosts of all nodes, without a port. */
    public List<String> cassandraHosts() {
        return cassandras.stream().map(CassandraEngine::host).toList();
    }

    /** The native protocol's port, the same on all nodes. */
    public int cassandraPort() {
        return cassandras.get(0).port();
    }

    public ZooKeeperEngine zooKeeper() {
        return zooKeepers.get(0);
    }

    public CassandraEngine cassandra() {
        return cassandras.get(0);
    }

    public List<ZooKeeperEngine> zooKeepers() {
        return List.copyOf(zooKeepers);
    }

    public List<CassandraEngine> cassandras() {
        return List.copyOf(cassandras);
    }

    /** Starts an ended ZooKeeper again, on its data and port. */
    public void restartZooKeeper(int index) {
        zooKeepers.set(
                index,
                ZooKeeperEngine.start(Layout.find(), zooKeepers.get(index).node(), dataFolder)
                        .awaitReady());
    }

    /** Starts an ended Cassandra again, on its data and ports. */
    public void restartCassandra(int index) {
        cassandras.set(
                index,
                CassandraEngine.start(Layout.find(), cassandras.get(index).node(), dataFolder)
                        .awaitReady());
    }

    /** Stops Cassandra, then ZooKeeper, in order. */
    @Override
    public void close() {
        for (int i = cassandras.size() - 1; i >= 0; i--) {
            cassandras.get(i).close();
        }
        for (int i = zooKeepers.size() - 1; i >= 0; i--) {
            zooKeepers.get(i).close();
        }
        deleteIfTemporary();
    }

    /** For data that nobody needs again. */
    private void kill() {
        cassandras.forEach(engine -> engine.process().kill());
        zooKeepers.forEach(engine -> engine.process().kill());
        deleteIfTemporary();
    }

    private void deleteIfTemporary() {
        if (!temporary) {
            return;
        }
        try (Stream<Path> files = Files.walk(dataFolder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException left) {
            System.err.println("left behind: " + dataFolder + " (" + left + ")");
        }
    }
}
