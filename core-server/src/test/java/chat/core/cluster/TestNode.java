package chat.core.cluster;

import chat.core.cassandra.Cassandra;
import chat.core.cluster.ownership.OwnershipLimits;
import chat.core.cluster.zookeeper.ZooKeeperConfig;
import chat.core.cluster.zookeeper.ZooKeeperLink;
import chat.core.slot.SlotListener;
import chat.core.slot.SlotTenure;
import chat.core.slot.SlotThreads;
import chat.runtime.error.ChatException;
import chat.runtime.slot.Slots;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.zookeeper.ZooKeeper;

/** A node of the cluster within a test, with a feature that records the life of its slots. */
final class TestNode implements AutoCloseable {
    static final int SLOTS = 24;
    static final Duration SESSION_TIMEOUT = Duration.ofSeconds(4);

    final String id;
    final ZooKeeperLink link;
    final Cluster cluster;
    final Recorder recorder = new Recorder();
    private final String connect;
    private final SlotThreads threads = new SlotThreads(2);
    private final AtomicLong skippedNanos = new AtomicLong();

    TestNode(String id, int capacity, String connect, String root, Cassandra cassandra) throws Exception {
        this.id = id;
        this.connect = connect;
        link = ZooKeeperLink.open(new ZooKeeperConfig(connect, root, SESSION_TIMEOUT, Duration.ofSeconds(2)));
        link.awaitSession();
        cluster = Cluster.watch(
                link,
                new NodeConfig(id, "eu", capacity, "test"),
                new Slots(SLOTS),
                new OwnershipLimits(Duration.ofSeconds(20), Duration.ofSeconds(5), 4),
                cassandra,
                threads,
                Clock.systemUTC(),
                () -> System.nanoTime() + skippedNanos.get());
        cluster.ownership().addListener(recorder);
    }

    TestNode join() throws Exception {
        cluster.join(id + ":1", id + ":2");
        return this;
    }

    /** What a pause looks like when it is over: time has passed, and nothing was done in it. */
    void wakeAfter(Duration pause) {
        skippedNanos.addAndGet(pause.toNanos());
    }

    /** ZooKeeper ends the session; the node does not know yet. */
    void expireSession() throws Exception {
        ZooKeeper mine = link.client().getZookeeperClient().getZooKeeper();
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper twin = new ZooKeeper(
                connect,
                (int) SESSION_TIMEOUT.toMillis(),
                event -> connected.countDown(),
                mine.getSessionId(),
                mine.getSessionPasswd());
        connected.await();
        twin.close();
    }

    int served() {
        return cluster.slotsServed();
    }

    /** Goes without a word: the session is closed, nothing is handed over. */
    @Override
    public void close() throws IOException {
        cluster.close();
        link.close();
        threads.close();
    }

    /** Keeps the tenures it was told of, and checks that its calls come in order. */
    static final class Recorder implements SlotListener {
        final List<SlotTenure> tenures = new CopyOnWriteArrayList<>();
        final List<String> disorder = new CopyOnWriteArrayList<>();
        private final Map<Integer, SlotTenure> held = new ConcurrentHashMap<>();
        volatile Function<SlotTenure, CompletionStage<Void>> onAcquired = tenure -> done();
        volatile Function<SlotTenure, CompletionStage<Void>> onReleasing = tenure -> done();

        static CompletionStage<Void> done() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> acquired(SlotTenure tenure) {
            tenures.add(tenure);
            if (held.put(tenure.slot(), tenure) != null) {
                disorder.add("acquired before the former tenure was lost: " + tenure);
            }
            return onAcquired.apply(tenure);
        }

        @Override
        public CompletionStage<Void> releasing(SlotTenure tenure) {
            if (!tenure.equals(held.get(tenure.slot()))) {
                disorder.add("releasing what is not held: " + tenure);
            }
            return onReleasing.apply(tenure);
        }

        @Override
        public void lost(SlotTenure tenure) {
            if (!held.remove(tenure.slot(), tenure)) {
                disorder.add("lost what is not held: " + tenure);
            }
            try {
                tenure.check();
                disorder.add("still valid when lost: " + tenure);
            } catch (ChatException expected) {
                if (!"unknown".equals(expected.metadata().get("outcome"))) {
                    disorder.add("a check that fails must say that the outcome is unknown: " + tenure);
                }
            }
        }
    }
}
