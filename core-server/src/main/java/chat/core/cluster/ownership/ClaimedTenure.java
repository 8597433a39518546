package chat.core.cluster.ownership;

import chat.core.cluster.member.Lease;
import chat.core.slot.SlotTenure;
import chat.runtime.error.ChatException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/** A claimed slot under one epoch. Valid until it is ended or the lease of its incarnation runs out. */
final class ClaimedTenure implements SlotTenure {
    private static final long COUNTERS = 1L << TIMESTAMP_COUNTER_BITS;

    private final int slot;
    private final long epoch;
    private final Lease lease;
    /** Says who owns the slot instead. */
    private final IntFunction<ChatException> refusal;

    private final AtomicLong counter = new AtomicLong();
    private volatile boolean ended;

    ClaimedTenure(int slot, long epoch, Lease lease, IntFunction<ChatException> refusal) {
        this.slot = slot;
        this.epoch = epoch;
        this.lease = lease;
        this.refusal = refusal;
    }

    @Override
    public int slot() {
        return slot;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    boolean valid() {
        return !ended && lease.valid();
    }

    /** No check passes from now on. Comes before the claim is given up. */
    void end() {
        ended = true;
    }

    @Override
    public void check() {
        if (valid()) {
            return;
        }
        OwnershipMetrics.REFUSED_AFTER_WRITE.inc();
        ChatException why = refusal.apply(slot);
        Map<String, String> metadata = new HashMap<>(why.metadata());
        metadata.put("outcome", "unknown");
        throw new ChatException(why.reason(), why.detail(), metadata);
    }

    @Override
    public long nextWriteTimestamp() {
        long next = counter.incrementAndGet();
        if (next >= COUNTERS) {
            throw new IllegalStateException("slot " + slot + " has used up the timestamps of epoch " + epoch);
        }
        return epoch << TIMESTAMP_COUNTER_BITS | next;
    }

    @Override
    public String toString() {
        return "slot " + slot + " in epoch " + epoch;
    }
}
