package chat.core.message;

import chat.core.slot.SlotTenure;
import chat.message.v1.Message;

/**
 * A message as it is stored.
 *
 * @param writeTimestamp {@code epoch << 40 | counter} of its write; rows of one write share it
 */
public record MessageRow(Message message, long writeTimestamp) {
    /** The epoch of the slot's owner who wrote the row. */
    long epoch() {
        return writeTimestamp >> SlotTenure.TIMESTAMP_COUNTER_BITS;
    }

    /** True when a later owner wrote it again beside its fence: who wrote it first is not known any more. */
    boolean rewritten() {
        long counterBits = (1L << SlotTenure.TIMESTAMP_COUNTER_BITS) - 1;
        return (writeTimestamp & counterBits) == counterBits;
    }
}
