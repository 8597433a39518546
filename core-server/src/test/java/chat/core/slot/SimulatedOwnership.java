package chat.core.slot;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import chat.runtime.slot.Slots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One node's view of slots that a test moves about. Epochs and claims are shared by the nodes of one {@link Claims}. Calls listeners on the caller's thread. */
public final class SimulatedOwnership implements SlotOwnership {
    private final String nodeId;
    private final Claims claims;
    private final List<SlotListener> listeners = new ArrayList<>();
    private final Map<Integer, Tenure> tenures = new HashMap<>();

    /** Who claims what, as ZooKeeper and the epochs table know it. */
    public static final class Claims {
        private final Slots slots;
        private final Map<Integer, String> owners = new HashMap<>();
        private final AtomicLong epoch = new AtomicLong();

        public Claims(int slotCount) {
            slots = new Slots(slotCount);
        }
    }

    private static final class Tenure implements SlotTenure {
        private final int slot;
        private final long epoch;
        private final AtomicLong counter = new AtomicLong();
        private volatile boolean valid = true;
        private volatile boolean serving;

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
            if (!valid) {
                throw new ChatException(ErrorReason.ERROR_REASON_NO_OWNER, "the lease has run out");
            }
        }

        @Override
        public long nextWriteTimestamp() {
            return epoch << TIMESTAMP_COUNTER_BITS | counter.incrementAndGet();
        }
    }

    public SimulatedOwnership(String nodeId, Claims claims) {
        this.nodeId = nodeId;
        this.claims = claims;
    }

    /** Claims a slot, recovers it, and serves it. */
    public void acquire(int slot) {
        claim(slot);
        serve(slot);
    }

    /** Claims a slot and lets the listeners recover it; requests are not admitted yet. */
    public void claim(int slot) {
        Tenure tenure = new Tenure(slot, claims.epoch.incrementAndGet());
        tenures.put(slot, tenure);
        claims.owners.put(slot, nodeId);
        listeners.forEach(
                listener -> listener.acquired(tenure).toCompletableFuture().join());
    }

    public void serve(int slot) {
        tenures.get(slot).serving = true;
    }

    /** The lease runs out, or is confirmed again, unnoticed by the listeners. */
    public void lease(int slot, boolean valid) {
        tenures.get(slot).valid = valid;
    }

    /** Starts a planned hand-over. */
    public void release(int slot) {
        Tenure tenure = tenures.get(slot);
        tenure.serving = false;
        listeners.forEach(listener -> {
            var unused = listener.releasing(tenure);
        });
    }

    /** The tenure ends. */
    public void lose(int slot) {
        Tenure tenure = tenures.remove(slot);
        tenure.valid = false;
        claims.owners.remove(slot, nodeId);
        listeners.forEach(listener -> listener.lost(tenure));
    }

    public boolean owns(int slot) {
        return tenures.containsKey(slot);
    }

    @Override
    public Slots slots() {
        return claims.slots;
    }

    @Override
    public SlotTenure tenure(int slot) {
        Tenure tenure = tenures.get(slot);
        if (tenure != null && tenure.serving && tenure.valid) {
            return tenure;
        }
        String owner = claims.owners.get(slot);
        if (owner != null && !owner.equals(nodeId)) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_NOT_OWNER, "slot " + slot + " is at " + owner, Map.of("owner", owner));
        }
        throw new ChatException(ErrorReason.ERROR_REASON_NO_OWNER, "nobody serves slot " + slot);
    }

    @Override
    public @Nullable String owner(int slot) {
        return claims.owners.get(slot);
    }

    @Override
    public void addListener(SlotListener listener) {
        listeners.add(listener);
    }
}
