package chat.core.slot;

/**
 * One node's ownership of one slot from claim to loss, under one epoch. Safe from any thread; never blocks.
 *
 * <p>Who acknowledges something on behalf of the slot calls {@link #check()} after the write and before the acknowledgement: the lease may
 * have ended while the write was under way.
 */
public interface SlotTenure {
    /** Bits of a write timestamp below the epoch. */
    int TIMESTAMP_COUNTER_BITS = 40;

    int slot();

    /** Counts the slot's owners; greater than that of every tenure before. */
    long epoch();

    /**
     * Returns if this node owns the slot at this instant.
     *
     * @throws chat.runtime.error.ChatException NOT_OWNER or NO_OWNER once the tenure has ended or the lease has run out, with metadata
     *     {@code outcome=unknown}: what was written before may be kept or not, so nobody repeats the request unasked
     */
    void check();

    /** Write timestamp for the slot's rows: {@code epoch << 40 | counter}, each greater than the one before. */
    long nextWriteTimestamp();

    /** Timestamp of fences: greater than every write timestamp of earlier epochs, less than every one of this epoch. */
    default long fenceTimestamp() {
        return (epoch() << TIMESTAMP_COUNTER_BITS) - 1;
    }
}
