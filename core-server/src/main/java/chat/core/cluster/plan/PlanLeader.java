package chat.core.cluster.plan;

import chat.core.cluster.member.Members;
import chat.core.cluster.zookeeper.ZooKeeperLink;
import chat.core.cluster.zookeeper.ZooKeeperSession;
import chat.node.v1.Registration;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderLatchListener;
import org.apache.zookeeper.KeeperException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spreads the slots over the live nodes while this node leads. All it can do is write {@code /chat/plan}, and only over the version it read: a stale leader
 * makes a stale plan at worst, never two owners.
 */
public final class PlanLeader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PlanLeader.class);
    /** Changes that come together make one plan. */
    private static final Duration SETTLE = Duration.ofMillis(250);

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final String nodeId;
    private final int slots;
    private final Members members;
    private final Clock clock;
    private final ScheduledExecutorService thread;
    private final ZooKeeperLink link;
    private final LeaderLatch latch;
    private final CuratorCache candidates;

    @GuardedBy("this")
    private boolean scheduled;

    private PlanLeader(
            ZooKeeperLink link,
            String nodeId,
            int slots,
            Members members,
            Clock clock,
            ScheduledExecutorService thread) {
        this.link = link;
        this.nodeId = nodeId;
        this.slots = slots;
        this.members = members;
        this.clock = clock;
        this.thread = thread;
        this.latch = new LeaderLatch(link.client(), link.paths().leader(), nodeId, LeaderLatch.CloseMode.SILENT);
        this.candidates = CuratorCache.build(link.client(), link.paths().leader());
        latch.addListener(new LeaderLatchListener() {
            @Override
            public void isLeader() {
                PlanMetrics.LEADER.set(1);
                log.atInfo().addKeyValue("event", "leader.gained").log("this node leads: it plans the slots");
                consider();
            }

            @Override
            public void notLeader() {
                PlanMetrics.LEADER.set(0);
                log.atInfo().addKeyValue("event", "leader.lost").log("this node leads no more");
            }
        });
    }

    public static PlanLeader create(
            ZooKeeperLink link,
            String nodeId,
            int slots,
            Members members,
            Clock clock,
            ScheduledExecutorService thread) {
        return new PlanLeader(link, nodeId, slots, members, clock, thread);
    }

    /** Looks on: {@link #leaderId} is known from now on. */
    public void watch() {
        candidates.start();
    }

    /** Stands for election for the life of the process. */
    public void stand() throws Exception {
        latch.start();
    }

    /** The node that leads, as far as this one has heard: the candidate with the lowest number. */
    public Optional<String> leaderId() {
        return candidates.stream()
                .filter(candidate -> candidate.getPath().contains("-latch-"))
                .min(Comparator.comparing(candidate ->
                        candidate.getPath().substring(candidate.getPath().lastIndexOf('-'))))
                .map(candidate -> new String(candidate.getData(), StandardCharsets.UTF_8));
    }

    /** Something that plans depend on may have changed. Safe from any thread; does not block. */
    public void consider() {
        consider(SETTLE);
    }

    @Override
    public void close() throws IOException {
        candidates.close();
        if (latch.getState() == LeaderLatch.State.STARTED) {
            latch.close();
        }
    }

    private synchronized void consider(Duration after) {
        if (!scheduled && !thread.isShutdown()) {
            scheduled = true;
            var unused = thread.schedule(this::plan, after.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void plan() {
        synchronized (this) {
            scheduled = false;
        }
        ZooKeeperSession current = link.session();
        Map<String, Integer> serving = serving();
        // who is not in its own view has a view that is too old to plan by
        if (current == null || !latch.hasLeadership() || !members.cores().containsKey(nodeId)) {
            return;
        }
        read(current).thenCompose(present -> write(current, present, serving)).whenComplete((written, failed) -> {
            if (failed != null) {
                PlanMetrics.FAILURES.inc();
                log.atWarn()
                        .addKeyValue("event", "plan.failed")
                        .log("the plan was not written, trying again: {}", failed.toString());
                consider(RETRY);
            }
        });
    }

    private CompletionStage<Void> write(ZooKeeperSession current, Plan present, Map<String, Integer> serving) {
        @Nullable String[] before = present.owners().toArray(new String[0]);
        @Nullable String[] next = SlotPlanner.plan(before, serving);
        if (present.version() != Plan.NONE && Arrays.equals(before, next)) {
            return CompletableFuture.completedFuture(null);
        }
        byte[] json = Plan.json(next, nodeId, clock.millis());
        CompletionStage<Void> written = present.version() == Plan.NONE
                ? current.createPersistent(current.paths().plan(), json)
                : current.set(current.paths().plan(), json, present.version()).thenAccept(stat -> {});
        return written.thenRun(() -> {
            int moved = 0;
            for (int slot = 0; slot < slots; slot++) {
                moved += Objects.equals(before[slot], next[slot]) ? 0 : 1;
            }
            PlanMetrics.WRITTEN.inc();
            log.atInfo()
                    .addKeyValue("event", "plan.written")
                    .log(
                            "plan {} moves {} of {} slots; nodes by capacity: {}",
                            present.version() + 1,
                            moved,
                            slots,
                            serving);
        });
    }

    private CompletionStage<Plan> read(ZooKeeperSession current) {
        return current.readLatest(current.paths().plan()).handle((content, failed) -> {
            if (failed == null) {
                return Plan.parse(content.text(), content.stat().getVersion(), slots);
            }
            if (ZooKeeperSession.code(failed) == KeeperException.Code.NONODE) {
                return Plan.none(slots);
            }
            throw failed instanceof CompletionException wrapped ? wrapped : new CompletionException(failed);
        });
    }

    private Map<String, Integer> serving() {
        Map<String, Integer> capacities = new TreeMap<>();
        List<Registration> cores = new ArrayList<>(members.cores().values());
        for (Registration core : cores) {
            if (core.getState() == Registration.State.STATE_SERVING) {
                capacities.put(core.getNodeId(), core.getCapacity());
            }
        }
        return capacities;
    }
}
