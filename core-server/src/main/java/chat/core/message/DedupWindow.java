package chat.core.message;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Which names devices gave to the messages of one channel in the last 24 h: a table from a 64-bit keyed hash of (device, name) to the message id, 16 bytes an
 * entry at half load. A hit is checked against the row; a miss is proof. Slot thread only.
 */
final class DedupWindow {
    /** The most messages that are remembered; when there are more, the oldest are forgotten. */
    static final int MAX_ENTRIES = 100_000;

    /** Keyed, so that nobody can make names that collide. */
    private static final HashFunction HASH = Hashing.sipHash24(
            ThreadLocalRandom.current().nextLong(), ThreadLocalRandom.current().nextLong());

    private static final int FIRST_CAPACITY = 8;

    // open addressing, a power of two; id 0: free
    private long[] keys = new long[FIRST_CAPACITY];
    private long[] ids = new long[FIRST_CAPACITY];
    private int size;
    private long forgottenThrough;

    /** The key of a device's name. */
    static long key(long deviceId, String clientMessageId) {
        return HASH.newHasher()
                .putLong(deviceId)
                .putString(clientMessageId, StandardCharsets.US_ASCII)
                .hash()
                .asLong();
    }

    /** The message with a key, or 0. */
    long find(long key) {
        return ids[slot(keys, ids, key)];
    }

    /** Adds a message whose id is above those of all others; those at or below {@code forgetThrough} may be forgotten. */
    void add(long key, long messageId, long forgetThrough) {
        if (2 * (size + 1) > keys.length) {
            resize(forgetThrough);
        }
        int slot = slot(keys, ids, key);
        if (ids[slot] == 0) {
            size++;
        }
        keys[slot] = key;
        ids[slot] = messageId;
    }

    private static int slot(long[] keys, long[] ids, long key) {
        int mask = keys.length - 1;
        int slot = (int) (key ^ (key >>> 32)) & mask;
        while (ids[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void resize(long forgetThrough) {
        forgottenThrough = Math.max(forgottenThrough, forgetThrough);
        long[] kept =
                Arrays.stream(ids).filter(id -> id > forgottenThrough).sorted().toArray();
        if (kept.length >= MAX_ENTRIES) {
            forgottenThrough = kept[kept.length - MAX_ENTRIES * 3 / 4];
        }
        long live = Arrays.stream(kept).filter(id -> id > forgottenThrough).count();
        int capacity = FIRST_CAPACITY;
        while (capacity < 3 * (live + 1)) {
            capacity <<= 1;
        }
        long[] newKeys = new long[capacity];
        long[] newIds = new long[capacity];
        size = 0;
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] > forgottenThrough) {
                int slot = slot(newKeys, newIds, keys[i]);
                newKeys[slot] = keys[i];
                newIds[slot] = ids[i];
                size++;
            }
        }
        keys = newKeys;
        ids = newIds;
    }

    int size() {
        return size;
    }

    /** Memory it takes. */
    long bytes() {
        return 16L * keys.length + 64;
    }
}
