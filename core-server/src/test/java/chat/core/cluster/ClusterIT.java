package chat.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import chat.core.cassandra.Cassandra;
import chat.core.cassandra.CassandraConfig;
import chat.core.schema.TestSchema;
import chat.core.slot.SlotTenure;
import chat.error.v1.ErrorReason;
import chat.localstack.Engines;
import chat.runtime.error.ChatException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several nodes in one process over a real ZooKeeper and Cassandra; through every test a watch looks for two owners of one slot. */
class ClusterIT {
    private static final Engines ENGINES = Engines.shared();
    private static final String KEYSPACE = "cluster_" + Long.toHexString(System.nanoTime());
    private static Cassandra cassandra;

    private final String root = "/cluster-" + Long.toHexString(System.nanoTime());
    private final List<TestNode> nodes = new ArrayList<>();
    private ValidityWatch validity;

    @BeforeAll
    static void connect() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        cassandra = Cassandra.connect(new CassandraConfig(
                List.of(ENGINES.cassandraHosts().get(0) + ":" + ENGINES.cassandraPort()),
                "datacenter1",
                KEYSPACE,
                "{'class': 'SimpleStrategy', 'replication_factor': 1}",
                null,
                null,
                Duration.ofSeconds(10)));
        TestSchema.applyUpTo(cassandra, 1);
    }

    @AfterAll
    static void disconnect() {
        cassandra.close();
        Awaitility.reset();
    }

    @BeforeEach
    void watch() {
        validity = new ValidityWatch();
    }

    @AfterEach
    void nothingForbiddenHappened() throws Exception {
        validity.close();
        for (TestNode node : nodes) {
            node.close();
        }
        assertThat(validity.violations).isEmpty();
        assertThat(validity.rounds).isPositive();
        Set<String> epochs = new HashSet<>();
        for (TestNode node : nodes) {
            assertThat(node.recorder.disorder).as(node.id).isEmpty();
            node.recorder.tenures.forEach(tenure -> assertThat(epochs.add(tenure.slot() + "/" + tenure.epoch()))
                    .as("%s is unique", tenure)
                    .isTrue());
        }
    }

    private TestNode node(String id, int capacity) throws Exception {
        TestNode node = new TestNode(id, capacity, ENGINES.zooKeeperConnect(), root, cassandra);
        nodes.add(node);
        validity.add(node);
        return node;
    }

    private static void awaitServed(TestNode node, int count) {
        await(node.id + " serves " + count)
                .untilAsserted(() -> assertThat(node.served()).isEqualTo(count));
    }

    private static Map<Integer, Long> epochs(TestNode node) {
        return node.recorder.tenures.stream().collect(Collectors.toMap(SlotTenure::slot, SlotTenure::epoch, Math::max));
    }

    @Test
    void join_threeNodes_getSharesByCapacityAndMoveNoMoreThanNeeded() throws Exception {
        TestNode one = node("core-1", 100).join();
        awaitServed(one, 24);
        TestNode two = node("core-2", 100).join();
        awaitServed(one, 12);
        awaitServed(two, 12);
        TestNode three = node("core-3", 200).join();
        awaitServed(one, 6);
        awaitServed(two, 6);
        awaitServed(three, 12);
        assertThat(two.recorder.tenures).hasSize(12);
        assertThat(three.recorder.tenures).hasSize(12);
        int slot = three.recorder.tenures.get(0).slot();
        await().untilAsserted(
                        () -> assertThat(one.cluster.ownership().owner(slot)).isEqualTo("core-3"));
        ChatException refused = catchThrowableOfType(
                ChatException.class, () -> one.cluster.ownership().tenure(slot));
        assertThat(refused.reason()).isEqualTo(ErrorReason.ERROR_REASON_NOT_OWNER);
        assertThat(refused.metadata()).containsEntry("owner", "core-3");
        assertThat(one.cluster.leaderId()).isEqualTo(three.cluster.leaderId()).isPresent();
    }

    @Test
    void close_withoutAWord_theOtherNodeTakesOverInGreaterEpochs() throws Exception {
        TestNode one = node("core-1", 100).join();
        TestNode two = node("core-2", 100).join();
        awaitServed(one, 12);
        awaitServed(two, 12);
        Map<Integer, Long> before = epochs(one);
        one.close();
        awaitServed(two, 24);
        epochs(two).forEach((slot, epoch) -> assertThat(epoch).isGreaterThan(before.getOrDefault(slot, 0L)));
    }

    @Test
    void session_expired_everythingIsDroppedAndClaimedAnewByItself() throws Exception {
        TestNode one = node("core-1", 100).join();
        awaitServed(one, 24);
        List<SlotTenure> before = List.copyOf(one.recorder.tenures);
        one.expireSession();
        await().untilAsserted(() -> assertThat(one.recorder.tenures).hasSize(48));
        awaitServed(one, 24);
        for (SlotTenure old : before) {
            ChatException refused = catchThrowableOfType(ChatException.class, old::check);
            assertThat(refused.metadata()).containsEntry("outcome", "unknown");
            assertThat(one.cluster.ownership().tenure(old.slot()).epoch()).isGreaterThan(old.epoch());
        }
    }

    @Test
    void pause_longerThanTheLease_nothingIsAdmittedOrAcknowledgedUntilAHeartbeat() throws Exception {
        TestNode one = node("core-1", 100).join();
        awaitServed(one, 24);
        SlotTenure tenure = one.cluster.ownership().tenure(3);
        one.wakeAfter(TestNode.SESSION_TIMEOUT);
        assertThatThrownBy(tenure::check).isInstanceOf(ChatException.class);
        assertThatThrownBy(() -> one.cluster.ownership().tenure(3)).isInstanceOf(ChatException.class);
        // the session lived on: the same tenure is good again, no other could own the slot
        await().ignoreExceptions().untilAsserted(tenure::check);
        assertThat(one.recorder.tenures).hasSize(24);
    }

    @Test
    void release_planned_refusesNewRequestsAndLetsThoseAdmittedFinish() throws Exception {
        TestNode one = node("core-1", 100);
        CompletableFuture<Void> finished = new CompletableFuture<>();
        AtomicInteger releasing = new AtomicInteger();
        one.recorder.onReleasing = tenure -> {
            releasing.incrementAndGet();
            return finished;
        };
        one.join();
        awaitServed(one, 24);
        TestNode two = node("core-2", 100).join();
        await().untilAsserted(() -> assertThat(releasing).hasValue(4));
        List<SlotTenure> leaving = one.recorder.tenures.stream()
                .filter(tenure -> {
                    try {
                        one.cluster.ownership().tenure(tenure.slot());
                        return false;
                    } catch (ChatException refused) {
                        return refused.reason() == ErrorReason.ERROR_REASON_NO_OWNER;
                    }
                })
                .toList();
        assertThat(leaving).hasSize(4).allSatisfy(SlotTenure::check);
        assertThat(two.served()).isZero();
        finished.complete(null);
        awaitServed(two, 12);
        awaitServed(one, 12);
    }

    @Test
    void acquire_featureFails_slotIsTriedAgainInAGreaterEpoch() throws Exception {
        TestNode one = node("core-1", 100);
        AtomicInteger failures = new AtomicInteger();
        one.recorder.onAcquired = tenure -> tenure.slot() == 5 && failures.incrementAndGet() <= 2
                ? CompletableFuture.failedFuture(new IllegalStateException("not yet"))
                : TestNode.Recorder.done();
        one.join();
        awaitServed(one, 24);
        List<Long> epochs = one.recorder.tenures.stream()
                .filter(tenure -> tenure.slot() == 5)
                .map(SlotTenure::epoch)
                .toList();
        assertThat(epochs).hasSize(3).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void drain_nodeHandsEverythingOverAndTakesNothingBack() throws Exception {
        TestNode one = node("core-1", 100).join();
        TestNode two = node("core-2", 100).join();
        awaitServed(one, 12);
        awaitServed(two, 12);
        assertThat(one.cluster.drain(Duration.ofSeconds(30))).isTrue();
        awaitServed(two, 24);
        assertThat(one.served()).isZero();
    }

    @Test
    void plan_writtenByAStaleLeaderOverAndOver_neverMakesTwoOwnersAndSettles() throws Exception {
        TestNode one = node("core-1", 100).join();
        TestNode two = node("core-2", 100).join();
        awaitServed(one, 12);
        awaitServed(two, 12);
        Random random = new Random(7);
        for (int i = 0; i < 15; i++) {
            String owners = IntStream.range(0, TestNode.SLOTS)
                    .mapToObj(slot -> Integer.toString(random.nextInt(3) - 1))
                    .collect(Collectors.joining(","));
            one.link
                    .client()
                    .setData()
                    .forPath(
                            root + "/plan",
                            ("{\"nodes\":[\"core-1\",\"core-2\"],\"owners\":[" + owners + "],\"writtenBy\":\"stale\"}")
                                    .getBytes(StandardCharsets.UTF_8));
            long rounds = validity.rounds;
            await().until(() -> validity.rounds > rounds + 20);
        }
        await().untilAsserted(() -> assertThat(one.served() + two.served()).isEqualTo(24));
        await().untilAsserted(() -> assertThat(one.served()).isEqualTo(12));
        Map<Integer, String> owners = new HashMap<>();
        for (int slot = 0; slot < TestNode.SLOTS; slot++) {
            owners.put(slot, String.valueOf(one.cluster.claims().owner(slot)));
        }
        assertThat(owners).containsValues("core-1", "core-2").doesNotContainValue("null");
    }

    @Test
    void claim_deletedBySomebody_isNoticedAndMadeAgain() throws Exception {
        TestNode one = node("core-1", 100).join();
        awaitServed(one, 24);
        SlotTenure before = one.cluster.ownership().tenure(9);
        one.link.client().delete().forPath(root + "/claims/9");
        await().ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(one.cluster.ownership().tenure(9).epoch()).isGreaterThan(before.epoch()));
        assertThatThrownBy(before::check).isInstanceOf(ChatException.class);
    }

    @Test
    void zooKeeper_goneForLongerThanTheSession_nodesDropTheirSlotsAndReturnByThemselves() throws Exception {
        TestNode one = node("core-1", 100).join();
        TestNode two = node("core-2", 100).join();
        awaitServed(one, 12);
        awaitServed(two, 12);
        int before = one.recorder.tenures.size() + two.recorder.tenures.size();
        ENGINES.zooKeeper().process().kill();
        awaitServed(one, 0);
        awaitServed(two, 0);
        ENGINES.restartZooKeeper(0);
        await().untilAsserted(() -> assertThat(one.served() + two.served()).isEqualTo(24));
        assertThat(one.recorder.tenures.size() + two.recorder.tenures.size()).isGreaterThan(before);
    }
}
