package chat.core.slot;

import java.util.concurrent.atomic.AtomicLong;

/** A tenure that never ends. */
public final class FixedTenure implements SlotTenure {
    private final long epoch;
    private final AtomicLong counter = new AtomicLong();

    public FixedTenure(long epoch) {
        this.epoch = epoch;
    }

    @Override
    public int slot() {
        return 0;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public void check() {}

    @Override
    public long nextWriteTimestamp() {
        return epoch << TIMESTAMP_COUNTER_BITS | counter.incrementAndGet();
    }
}
