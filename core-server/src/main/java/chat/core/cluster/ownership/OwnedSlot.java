package chat.core.cluster.ownership;

import org.jspecify.annotations.Nullable;

/**
 * Where one slot stands on this node. Cluster thread only.
 *
 * <pre>
 * IDLE -> CLAIMING -> RAISING -> ACQUIRING -> SERVING -> RELEASING -> DROPPING -> IDLE
 *            |            |          |
 *          IDLE       DROPPING   DROPPING     (taken, or failed: again after a pause)
 * any phase -> IDLE when the incarnation ends
 * </pre>
 */
final class OwnedSlot {
    /** What is under way. */
    enum Phase {
        /** Nothing. */
        IDLE,
        /** The claim is being made. */
        CLAIMING,
        /** The claim is held; the epoch is being raised. */
        RAISING,
        /** The features load the slot. */
        ACQUIRING,
        /** Requests are admitted. */
        SERVING,
        /** The features finish what was admitted. */
        RELEASING,
        /** The claim is being given up. */
        DROPPING
    }

    final int slot;
    Phase phase = Phase.IDLE;

    @Nullable
    ClaimedTenure tenure;
    /** Changes whenever what is under way is void; answers of an earlier round are for nobody. */
    int round;
    /** Not claimed before this time of the monotonic clock. */
    long notBeforeNanos;

    int failures;
    long claimedAtNanos;

    OwnedSlot(int slot) {
        this.slot = slot;
    }
}
