package chat.core.slot;

import chat.runtime.slot.Slots;
import org.jspecify.annotations.Nullable;

/** Which slots this node owns now, and who owns the others. Safe from any thread; never blocks. */
public interface SlotOwnership {
    Slots slots();

    /**
     * This node's tenure of a slot, if it serves the slot now and its lease is valid.
     *
     * @throws chat.runtime.error.ChatException NOT_OWNER with the owner's node id as metadata {@code owner}, or NO_OWNER when nobody
     *     serves the slot yet (also while this node is still recovering it); both retryable
     */
    SlotTenure tenure(int slot);

    /** The node id that holds the slot's claim, or null when none does. */
    @Nullable
    String owner(int slot);

    /** Adds a feature that keeps state by slot. Before the node claims its first slot. */
    void addListener(SlotListener listener);
}
