package chat.core.cluster.ownership;

import chat.core.slot.SlotListener;
import chat.core.slot.SlotOwnership;
import chat.core.slot.SlotTenure;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import chat.runtime.slot.Slots;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What requests are admitted by: the tenures that are served, and who is seen to own the rest. Read by every thread, written on the cluster thread. */
final class Admission implements SlotOwnership {
    private final String nodeId;
    private final Slots slots;
    private final IntFunction<ClaimWatch.@Nullable Claim> seen;
    private final SlotListeners listeners;
    private final AtomicReferenceArray<@Nullable ClaimedTenure> served;

    Admission(String nodeId, Slots slots, IntFunction<ClaimWatch.@Nullable Claim> seen, SlotListeners listeners) {
        this.nodeId = nodeId;
        this.slots = slots;
        this.seen = seen;
        this.listeners = listeners;
        this.served = new AtomicReferenceArray<>(slots.count());
    }

    @Override
    public Slots slots() {
        return slots;
    }

    @Override
    public SlotTenure tenure(int slot) {
        ClaimedTenure tenure = served.get(slot);
        if (tenure == null || !tenure.valid()) {
            throw refusal(slot);
        }
        return tenure;
    }

    @Override
    public @Nullable String owner(int slot) {
        ClaimWatch.Claim claim = seen.apply(slot);
        return claim == null ? null : claim.nodeId();
    }

    @Override
    public void addListener(SlotListener listener) {
        listeners.add(listener);
    }

    void admit(ClaimedTenure tenure) {
        if (served.getAndSet(tenure.slot(), tenure) == null) {
            OwnershipMetrics.OWNED.inc();
        }
    }

    void refuse(int slot) {
        if (served.getAndSet(slot, null) != null) {
            OwnershipMetrics.OWNED.dec();
        }
    }

    /** Slots that requests are admitted to at this moment. */
    int count() {
        int count = 0;
        for (int slot = 0; slot < slots.count(); slot++) {
            ClaimedTenure tenure = served.get(slot);
            count += tenure != null && tenure.valid() ? 1 : 0;
        }
        return count;
    }

    /** Why this node does not serve a slot, and who does. */
    ChatException refusal(int slot) {
        String owner = owner(slot);
        if (owner == null || owner.equals(nodeId)) {
            return new ChatException(
                    ErrorReason.ERROR_REASON_NO_OWNER, "no node serves slot " + slot + " at this moment; try again");
        }
        return new ChatException(
                ErrorReason.ERROR_REASON_NOT_OWNER,
                "slot " + slot + " is owned by " + owner + "; ask there",
                Map.of("owner", owner));
    }
}
