package chat.core.cluster;

import chat.core.cassandra.Cassandra;
import chat.core.cluster.member.Incarnation;
import chat.core.cluster.member.Members;
import chat.core.cluster.member.Registrar;
import chat.core.cluster.ownership.ClaimWatch;
import chat.core.cluster.ownership.OwnershipLimits;
import chat.core.cluster.ownership.SlotOwner;
import chat.core.cluster.plan.PlanLeader;
import chat.core.cluster.plan.PlanWatch;
import chat.core.cluster.zookeeper.ZooKeeperLink;
import chat.core.cluster.zookeeper.ZooKeeperSession;
import chat.core.cluster.zookeeper.ZooKeeperWorkerStore;
import chat.core.messageid.WorkerStore;
import chat.core.slot.SlotOwnership;
import chat.core.slot.SlotThreads;
import chat.error.v1.ErrorReason;
import chat.node.v1.Registration;
import chat.runtime.error.ChatException;
import chat.runtime.slot.Slots;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's part in the cluster: registered, planning when it leads, owning what the plan gives it. Outlives every session of ZooKeeper: what a session takes
 * away, the next brings back.
 *
 * <p>Decisions are made on one thread, the cluster thread; watches and answers hand over to it.
 */
public final class Cluster implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Cluster.class);
    private static final Duration RECONCILE_EVERY = Duration.ofSeconds(1);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread named = new Thread(task, "cluster");
        named.setDaemon(true);
        return named;
    });
    private final ZooKeeperLink link;
    private final NodeConfig node;
    private final long startedAtMillis;
    private final Members members;
    private final ClaimWatch claims;
    private final RouteTable routes;
    private final SlotOwner owner;
    private final PlanLeader leader;
    private final PlanWatch plans;
    private final Registrar registrar;

    private volatile Registration.State state = Registration.State.STATE_SERVING;
    private volatile String address = "";
    private volatile String opsAddress = "";
    private volatile IntSupplier sessions = () -> 0;

    private Cluster(
            ZooKeeperLink link,
            NodeConfig node,
            Slots slots,
            OwnershipLimits limits,
            Cassandra cassandra,
            SlotThreads slotThreads,
            Clock wallClock,
            LongSupplier nanoClock) {
        this.link = link;
        this.node = node;
        this.startedAtMillis = wallClock.millis();
        this.members = Members.create(link, this::membersChanged);
        this.claims = ClaimWatch.create(link, slots.count(), this::claimChanged);
        this.routes = new RouteTable(members, claims, wallClock, thread);
        this.owner = SlotOwner.create(node.nodeId(), slots, limits, cassandra, slotThreads, claims, thread, nanoClock);
        this.leader = PlanLeader.create(link, node.nodeId(), slots.count(), members, wallClock, thread);
        this.plans = PlanWatch.create(link, slots.count(), plan -> run(() -> owner.follow(plan)));
        this.registrar =
                new Registrar(link, node.nodeId(), this::registration, nanoClock, wallClock, new Registrar.Listener() {
                    @Override
                    public void registered(Incarnation incarnation) {
                        run(() -> owner.begin(incarnation));
                    }

                    @Override
                    public void ended(Incarnation incarnation) {
                        run(() -> owner.end(incarnation));
                    }
                });
        var unused = thread.scheduleWithFixedDelay(
                this::tick, RECONCILE_EVERY.toMillis(), RECONCILE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Looks on without taking part: routes are known, nothing is owned.
     *
     * @param nanoClock monotonic, as {@link System#nanoTime}; leases are measured on it
     */
    public static Cluster watch(
            ZooKeeperLink link,
            NodeConfig node,
            Slots slots,
            OwnershipLimits limits,
            Cassandra cassandra,
            SlotThreads slotThreads,
            Clock wallClock,
            LongSupplier nanoClock) {
        Cluster cluster = new Cluster(link, node, slots, limits, cassandra, slotThreads, wallClock, nanoClock);
        cluster.members.start();
        cluster.claims.start();
        cluster.plans.start();
        cluster.leader.watch();
        return cluster;
    }

    /**
     * Takes part: registers, then claims what the plan gives. Returns when registered.
     *
     * @param grpcAddress where other nodes reach this one, {@code host:port}
     * @param opsAddress of its health and metrics, {@code host:port}
     * @throws IllegalStateException when another live process has this node id
     */
    public void join(String grpcAddress, String opsAddress) throws Exception {
        this.address = grpcAddress;
        this.opsAddress = opsAddress;
        leader.stand();
        try {
            registrar.start().toCompletableFuture().get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }

    public SlotOwnership ownership() {
        return owner.ownership();
    }

    public RouteTable routes() {
        return routes;
    }

    public Members members() {
        return members;
    }

    /** Who claims which slot, as seen. */
    public ClaimWatch claims() {
        return claims;
    }

    /** The node that plans at this moment, if known. */
    public Optional<String> leaderId() {
        return leader.leaderId();
    }

    /** Slots served at this moment. */
    public int slotsServed() {
        return owner.served();
    }

    /** True while this node is connected and registered, with a lease. */
    public boolean registered() {
        return link.connected() && members.cores().containsKey(node.nodeId());
    }

    /** @throws ChatException COORDINATION_UNAVAILABLE when what is known of the cluster may be old */
    void requireConnected() {
        if (!link.connected()) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_COORDINATION_UNAVAILABLE,
                    "this node is cut off from ZooKeeper: what it knows of the cluster may be old; ask another, or try again");
        }
    }

    /** What the registration says of attached sessions. */
    public void reportSessions(IntSupplier count) {
        sessions = count;
    }

    /** Gives each session's store of workers to the minter. */
    public void lendWorkers(Consumer<WorkerStore> user) {
        link.addListener(new ZooKeeperLink.Listener() {
            @Override
            public void began(ZooKeeperSession session) {
                user.accept(new ZooKeeperWorkerStore(session, node.nodeId()));
            }

            @Override
            public void ended(ZooKeeperSession session) {
                // spans that were granted stay good until their horizon
            }
        });
    }

    /**
     * Hands every slot over: says so in the registration, so that the leader plans them elsewhere, and waits. When the time is half over, or nobody plans, it gives
     * them up without waiting for a plan. Returns true when nothing is owned any more. Blocks.
     */
    public boolean drain(Duration limit) throws InterruptedException {
        log.atInfo().addKeyValue("event", "drain.began").log("draining: {} slots to hand over", slotsServed());
        state = Registration.State.STATE_DRAINING;
        var unused = registrar.announce().exceptionally(later -> null);
        boolean idle = awaitIdle(limit.dividedBy(2));
        if (!idle) {
            log.atWarn()
                    .addKeyValue("event", "drain.unplanned")
                    .log("{} slots are still here: giving them up without a plan", slotsServed());
            run(owner::leave);
            idle = awaitIdle(limit.dividedBy(2));
        }
        state = Registration.State.STATE_DRAINED;
        log.atInfo()
                .addKeyValue("event", "drain.ended")
                .log("drained: {}", idle ? "nothing is left" : "slots are left");
        return idle;
    }

    /** Ends the watches; the session is the link's to end. */
    @Override
    public void close() throws IOException {
        registrar.close();
        leader.close();
        plans.close();
        claims.close();
        members.close();
        thread.shutdownNow();
    }

    private boolean awaitIdle(Duration limit) throws InterruptedException {
        CompletableFuture<Void> idle = new CompletableFuture<>();
        var polling = thread.scheduleWithFixedDelay(
                () -> {
                    if (owner.idle()) {
                        idle.complete(null);
                    }
                },
                0,
                20,
                TimeUnit.MILLISECONDS);
        try {
            idle.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException notYet) {
            return false;
        } finally {
            polling.cancel(false);
        }
    }

    private Registration registration() {
        return Registration.newBuilder()
                .setNodeId(node.nodeId())
                .setAddress(address)
                .setOpsAddress(opsAddress)
                .setRegion(node.region())
                .setCapacity(node.capacity())
                .setVersion(node.version())
                .setSessions(sessions.getAsInt())
                .setState(state)
                .setStartedAtMillis(startedAtMillis)
                .build();
    }

    private void membersChanged() {
        run(() -> {
            leader.consider();
            routes.consider();
        });
    }

    private void claimChanged(int slot) {
        run(() -> {
            owner.claimChanged(slot);
            routes.consider();
        });
    }

    /** Makes up for events that were missed. */
    private void tick() {
        try {
            link.poll();
            owner.reconcile();
            leader.consider();
        } catch (RuntimeException defect) {
            log.atError()
                    .addKeyValue("event", "cluster.tick.failed")
                    .setCause(defect)
                    .log("the cluster thread failed");
        }
    }

    private void run(Runnable task) {
        if (!thread.isShutdown()) {
            thread.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException defect) {
                    log.atError()
                            .addKeyValue("event", "cluster.task.failed")
                            .setCause(defect)
                            .log("the cluster thread failed");
                }
            });
        }
    }
}
