package chat.core.message;

import chat.core.slot.SlotListener;
import chat.core.slot.SlotOwnership;
import chat.core.slot.SlotTenure;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import chat.runtime.slot.Slots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One node's view of slots, moved about by the test. The listener's stages may stay open, and the listener need not be told of a loss. */
public final class FakeOwnership implements SlotOwnership {
    /** Shared by the nodes of a cluster. */
    static final class Cluster {
        final Slots slots = new Slots(1);
        private final AtomicLong epoch = new AtomicLong();
        private final Map<Integer, String> owners = new HashMap<>();
    }

    /** A tenure whose lease the test ends. */
    public static final class Tenure implements SlotTenure {
        private final int slot;
        private final long epoch;
        private final AtomicLong counter = new AtomicLong();
        boolean valid = true;
        boolean serving;
        /** So many checks succeed before the lease turns out to have ended. */
        int checksLeft = Integer.MAX_VALUE;

        Tenure(int slot, long epoch) {
            this.slot = slot;
            this.epoch = epoch;
        }

        @Override
        public int slot() {
            return slot;
        }

        @Override
        public long epoch() {
            return epoch;
        }

        @Override
        public void check() {
            if (!valid || checksLeft-- <= 0) {
                valid = false;
                throw new ChatException(
                        ErrorReason.ERROR_REASON_NO_OWNER, "the lease has run out", Map.of("outcome", "unknown"));
            }
        }

        @Override
        public long nextWriteTimestamp() {
            return epoch << TIMESTAMP_COUNTER_BITS | counter.incrementAndGet();
        }
    }

    private final String nodeId;
    private final Cluster cluster;
    private final List<SlotListener> listeners = new ArrayList<>();
    private @Nullable Tenure tenure;

    FakeOwnership(String nodeId, Cluster cluster) {
        this.nodeId = nodeId;
        this.cluster = cluster;
    }

    /** Begins a tenure; the node serves when its listeners are through, and the test's threads have run. */
    Tenure claim(int slot) {
        Tenure begun = new Tenure(slot, cluster.epoch.incrementAndGet());
        tenure = begun;
        cluster.owners.put(slot, nodeId);
        for (SlotListener listener : listeners) {
            var unused = listener.acquired(begun).thenRun(() -> begun.serving = true);
        }
        return begun;
    }

    public Tenure tenure() {
        if (tenure == null) {
            throw new IllegalStateException(nodeId + " has no tenure");
        }
        return tenure;
    }

    /** The listeners learn that it is over. */
    void lose() {
        Tenure ended = tenure();
        ended.valid = false;
        tenure = null;
        listeners.forEach(listener -> listener.lost(ended));
    }

    @Override
    public Slots slots() {
        return cluster.slots;
    }

    @Override
    public SlotTenure tenure(int slot) {
        if (tenure != null && tenure.serving && tenure.valid) {
            return tenure;
        }
        throw new ChatException(ErrorReason.ERROR_REASON_NO_OWNER, "nobody serves slot " + slot);
    }

    @Override
    public @Nullable String owner(int slot) {
        return cluster.owners.get(slot);
    }

    @Override
    public void addListener(SlotListener listener) {
        listeners.add(listener);
    }
}
