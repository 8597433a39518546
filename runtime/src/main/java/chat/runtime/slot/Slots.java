package chat.runtime.slot;

/**
 * Maps a channel id or user id to its slot. The mapping is part of the data format: fan-out marks are stored by slot, so neither
 * the hash nor the count may change for a cluster that has data.
 *
 * @param count number of slots, 1 to 4096
 */
public record Slots(int count) {
    /** Slots of a cluster unless configured otherwise. */
    public static final int DEFAULT_COUNT = 256;

    public Slots {
        if (count < 1 || count > 4096) {
            throw new IllegalArgumentException("slots must be 1 to 4096, not " + count);
        }
    }

    /** The slot of an id, 0 to count - 1: the 64-bit finaliser of MurmurHash3, then the remainder. */
    public int of(long id) {
        long hash = id;
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        hash ^= hash >>> 33;
        return (int) Long.remainderUnsigned(hash, count);
    }
}
