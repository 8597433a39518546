package chat.core.cluster.ownership;

import chat.core.cassandra.Cassandra;
import chat.core.cluster.member.Incarnation;
import chat.core.cluster.ownership.OwnedSlot.Phase;
import chat.core.cluster.plan.Plan;
import chat.core.slot.SlotOwnership;
import chat.core.slot.SlotThreads;
import chat.runtime.slot.Slots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the slots that the plan gives this node, and gives up those it takes away. All decisions are made on the cluster thread, one after the other; answers of ZooKeeper,
 * Cassandra and the features come back to it and are ignored when their round is over ({@link OwnedSlot}).
 *
 * <p>The order that promise 5 rests on: claim, then raise the epoch, then <em>check the lease</em>, then write anything in that epoch. On the way out: stop
 * admitting, finish, end the tenure so that no check passes, and only then give up the claim.
 */
public final class SlotOwner {
    private static final Logger log = LoggerFactory.getLogger(SlotOwner.class);

    private final String nodeId;
    private final OwnershipLimits limits;
    private final SlotEpochs epochs;
    private final SlotListeners listeners;
    private final Admission admission;
    private final IntFunction<ClaimWatch.@Nullable Claim> seen;
    private final ScheduledExecutorService thread;
    private final LongSupplier nanoClock;

    private final List<OwnedSlot> table = new ArrayList<>();
    private @Nullable Incarnation incarnation;
    private @Nullable Claims claims;
    private @Nullable Plan plan;
    private boolean leaving;

    SlotOwner(
            String nodeId,
            Slots slots,
            OwnershipLimits limits,
            SlotEpochs epochs,
            SlotThreads slotThreads,
            IntFunction<ClaimWatch.@Nullable Claim> seen,
            ScheduledExecutorService thread,
            LongSupplier nanoClock) {
        this.nodeId = nodeId;
        this.limits = limits;
        this.epochs = epochs;
        this.listeners = new SlotListeners(slotThreads);
        this.admission = new Admission(nodeId, slots, seen, listeners);
        this.seen = seen;
        this.thread = thread;
        this.nanoClock = nanoClock;
        for (int slot = 0; slot < slots.count(); slot++) {
            table.add(new OwnedSlot(slot));
        }
    }

    /** Owns nothing until an incarnation begins and a plan comes. */
    public static SlotOwner create(
            String nodeId,
            Slots slots,
            OwnershipLimits limits,
            Cassandra cassandra,
            SlotThreads slotThreads,
            ClaimWatch claimWatch,
            ScheduledExecutorService thread,
            LongSupplier nanoClock) {
        return new SlotOwner(
                nodeId,
                slots,
                limits,
                new CassandraSlotEpochs(cassandra),
                slotThreads,
                claimWatch::claim,
                thread,
                nanoClock);
    }

    /** What features ask. */
    public SlotOwnership ownership() {
        return admission;
    }

    /** Slots with a valid tenure at this moment. */
    public int served() {
        return admission.count();
    }

    /** The node was registered in a new session. Cluster thread only, like all that follow. */
    public void begin(Incarnation next) {
        incarnation = next;
        claims = new Claims(next.session(), nodeId);
        reconcile();
    }

    /** The session has ended: what was claimed in it is gone. */
    public void end(Incarnation last) {
        if (!Objects.equals(incarnation, last)) {
            return;
        }
        incarnation = null;
        claims = null;
        int lost = 0;
        for (OwnedSlot owned : table) {
            lost += owned.phase == Phase.IDLE ? 0 : 1;
            forget(owned);
        }
        OwnershipMetrics.LOST.inc(lost);
        log.atWarn().addKeyValue("event", "slots.lost").log("session over: {} slots are dropped", lost);
    }

    /** A plan came. */
    public void follow(Plan next) {
        if (plan == null || next.version() != plan.version()) {
            plan = next;
            reconcile();
        }
    }

    /** Gives up every slot, whatever the plan says, and takes no more. */
    public void leave() {
        leaving = true;
        reconcile();
    }

    /** True when this node holds no claim and is about to hold none. */
    public boolean idle() {
        return table.stream().allMatch(owned -> owned.phase == Phase.IDLE);
    }

    /** A claim was seen to come or go. */
    public void claimChanged(int slot) {
        OwnedSlot owned = table.get(slot);
        ClaimWatch.Claim claim = seen.apply(slot);
        if (owned.phase == Phase.IDLE) {
            reconcile();
        } else if (relies(owned) && (claim == null || !ours(claim))) {
            confirm(owned);
        }
    }

    /** Moves every slot one step towards the plan. */
    public void reconcile() {
        Incarnation present = incarnation;
        Claims making = claims;
        Plan wanted = plan;
        if (present == null || making == null || wanted == null) {
            return;
        }
        long now = nanoClock.getAsLong();
        long releasing = table.stream()
                .filter(owned -> owned.phase == Phase.RELEASING || owned.phase == Phase.DROPPING)
                .count();
        List<Integer> toClaim = new ArrayList<>();
        for (OwnedSlot owned : table) {
            boolean mine = !leaving && nodeId.equals(wanted.owners().get(owned.slot));
            ClaimWatch.Claim claim = seen.apply(owned.slot);
            if (owned.phase == Phase.SERVING && !mine && releasing < limits.handOvers()) {
                releasing++;
                release(owned, making);
            } else if (owned.phase == Phase.IDLE && now - owned.notBeforeNanos >= 0) {
                if (mine && (claim == null || ours(claim)) && present.lease().valid()) {
                    toClaim.add(owned.slot);
                } else if (!mine && claim != null && ours(claim)) {
                    dropStray(owned, making);
                }
            }
        }
        if (!toClaim.isEmpty()) {
            claim(toClaim, making);
        }
    }

    private static boolean relies(OwnedSlot owned) {
        return owned.phase != Phase.IDLE && owned.phase != Phase.CLAIMING && owned.phase != Phase.DROPPING;
    }

    private boolean ours(ClaimWatch.Claim claim) {
        Incarnation present = incarnation;
        return present != null && claim.sessionId() == present.session().id();
    }

    private void claim(List<Integer> toClaim, Claims making) {
        Incarnation in = incarnation;
        long began = nanoClock.getAsLong();
        for (int slot : toClaim) {
            table.get(slot).phase = Phase.CLAIMING;
        }
        making.claim(toClaim)
                .whenCompleteAsync(
                        (claimed, failed) -> {
                            if (!Objects.equals(incarnation, in)) {
                                return;
                            }
                            for (int slot : toClaim) {
                                OwnedSlot owned = table.get(slot);
                                boolean got = failed == null && claimed.contains(slot);
                                OwnershipMetrics.CLAIMED
                                        .labels(got ? "claimed" : "refused")
                                        .inc();
                                owned.claimedAtNanos = began;
                                if (got) {
                                    raise(owned);
                                } else {
                                    retryLater(owned);
                                }
                            }
                        },
                        thread);
    }

    private void raise(OwnedSlot owned) {
        owned.phase = Phase.RAISING;
        back(owned, epochs.raise(owned.slot, nodeId), (epoch, failed) -> {
            Incarnation present = incarnation;
            if (failed != null || present == null) {
                giveBack(owned, "its epoch could not be raised", failed);
            } else if (!present.lease().valid()) {
                // the raise may have come after the next owner's: an epoch is ours only if the lease outlived it
                giveBack(owned, "the lease ran out while its epoch was raised", null);
            } else {
                acquire(owned, new ClaimedTenure(owned.slot, epoch, present.lease(), admission::refusal));
            }
        });
    }

    private void acquire(OwnedSlot owned, ClaimedTenure tenure) {
        owned.phase = Phase.ACQUIRING;
        owned.tenure = tenure;
        back(owned, listeners.acquired(tenure, limits.acquire()), (done, failed) -> {
            if (failed != null) {
                giveBack(owned, "it could not be loaded", failed);
                return;
            }
            owned.phase = Phase.SERVING;
            owned.failures = 0;
            admission.admit(tenure);
            OwnershipMetrics.ACQUIRED.observe((nanoClock.getAsLong() - owned.claimedAtNanos) / 1e9);
            log.atDebug().addKeyValue("event", "slot.served").log("{} is served", tenure);
            reconcile();
        });
    }

    private void release(OwnedSlot owned, Claims making) {
        ClaimedTenure tenure = owned.tenure;
        if (tenure == null) {
            throw new IllegalStateException("slot " + owned.slot + " is served without a tenure");
        }
        owned.phase = Phase.RELEASING;
        admission.refuse(owned.slot);
        back(owned, listeners.releasing(tenure, limits.release()), (done, failed) -> {
            OwnershipMetrics.HANDED_OVER.labels(failed == null ? "yes" : "no").inc();
            if (failed != null) {
                log.atWarn()
                        .addKeyValue("event", "slot.handover.unfinished")
                        .log(
                                "{} is handed over unfinished: {}; its requests are refused and repeated",
                                tenure,
                                failed.toString());
            }
            drop(owned, making);
        });
    }

    /** The tenure ends first, then the features forget it, then the claim goes: never the other way round. */
    private void drop(OwnedSlot owned, Claims making) {
        owned.phase = Phase.DROPPING;
        ClaimedTenure tenure = owned.tenure;
        owned.tenure = null;
        if (tenure == null) {
            abandon(owned, making);
            return;
        }
        tenure.end();
        back(owned, listeners.lost(tenure), (done, failed) -> abandon(owned, making));
    }

    private void abandon(OwnedSlot owned, Claims making) {
        back(owned, making.giveUp(owned.slot), (done, failed) -> {
            if (failed == null) {
                owned.phase = Phase.IDLE;
                reconcile();
            } else {
                // the claim may stand: it must go, or nobody can own the slot
                later(owned, () -> abandonIfHeld(owned, making));
            }
        });
    }

    private void abandonIfHeld(OwnedSlot owned, Claims making) {
        back(owned, making.holds(owned.slot), (held, failed) -> {
            if (failed != null) {
                later(owned, () -> abandonIfHeld(owned, making));
            } else if (held) {
                abandon(owned, making);
            } else {
                owned.phase = Phase.IDLE;
                reconcile();
            }
        });
    }

    /** A claim of ours that nothing knows of: the answer to its making was lost. */
    private void dropStray(OwnedSlot owned, Claims making) {
        owned.phase = Phase.DROPPING;
        abandonIfHeld(owned, making);
    }

    /** The watch says that a claim is gone that this node relies on. It may be late; ZooKeeper decides. */
    private void confirm(OwnedSlot owned) {
        Claims making = claims;
        long claimedAt = owned.claimedAtNanos;
        if (making == null) {
            return;
        }
        back(owned, making.holds(owned.slot), (held, failed) -> {
            if (failed == null && !held && relies(owned) && owned.claimedAtNanos == claimedAt) {
                OwnershipMetrics.LOST.inc();
                log.atError()
                        .addKeyValue("event", "slot.claim.vanished")
                        .log("the claim of slot {} was deleted by somebody else: the slot is dropped", owned.slot);
                forget(owned);
                retryLater(owned);
            }
        });
    }

    private void giveBack(OwnedSlot owned, String why, @Nullable Throwable failed) {
        log.atWarn()
                .addKeyValue("event", "slot.acquire.failed")
                .log(
                        "slot {} is given back and tried again: {}{}",
                        owned.slot,
                        why,
                        failed == null ? "" : " (" + failed + ")");
        pause(owned);
        Claims making = claims;
        if (making == null) {
            forget(owned);
        } else {
            drop(owned, making);
        }
    }

    private void retryLater(OwnedSlot owned) {
        owned.phase = Phase.IDLE;
        pause(owned);
    }

    /** Not before a while from now, longer with each failure, and then for certain. */
    private void pause(OwnedSlot owned) {
        owned.failures++;
        long bound = Math.min(5_000, 100L << Math.min(6, owned.failures));
        Duration pause = Duration.ofMillis(ThreadLocalRandom.current().nextLong(bound / 2, bound));
        owned.notBeforeNanos = nanoClock.getAsLong() + pause.toNanos();
        var unused = thread.schedule(this::reconcile, pause.toMillis() + 1, TimeUnit.MILLISECONDS);
    }

    private void forget(OwnedSlot owned) {
        owned.round++;
        owned.phase = Phase.IDLE;
        admission.refuse(owned.slot);
        ClaimedTenure tenure = owned.tenure;
        owned.tenure = null;
        if (tenure != null) {
            tenure.end();
            var unused = listeners.lost(tenure);
        }
    }

    /** Brings an answer back to the cluster thread, unless the slot's round is over by then. */
    private <T> void back(OwnedSlot owned, CompletionStage<T> stage, BiConsumer<T, @Nullable Throwable> then) {
        int round = owned.round;
        var unused = stage.whenCompleteAsync(
                (value, failed) -> {
                    if (owned.round == round) {
                        then.accept(value, failed);
                    }
                },
                thread);
    }

    private void later(OwnedSlot owned, Runnable task) {
        int round = owned.round;
        var unused = thread.schedule(
                () -> {
                    if (owned.round == round) {
                        task.run();
                    }
                },
                500,
                TimeUnit.MILLISECONDS);
    }
}
