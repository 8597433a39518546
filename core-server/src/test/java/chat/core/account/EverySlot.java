package chat.core.account;

import chat.core.slot.SlotListener;
import chat.core.slot.SlotOwnership;
import chat.core.slot.SlotTenure;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import chat.runtime.slot.Slots;
import java.util.concurrent.atomic.AtomicLong;

/** Ownership of every slot, or of none. */
public final class EverySlot implements SlotOwnership {
    private volatile boolean owned = true;

    public void lose() {
        owned = false;
    }

    @Override
    public Slots slots() {
        return new Slots(Slots.DEFAULT_COUNT);
    }

    @Override
    public SlotTenure tenure(int slot) {
        if (!owned) {
            throw new ChatException(ErrorReason.ERROR_REASON_NO_OWNER, "nobody owns slot " + slot);
        }
        AtomicLong counter = new AtomicLong();
        return new SlotTenure() {
            @Override
            public int slot() {
                return slot;
            }

            @Override
            public long epoch() {
                return 1;
            }

            @Override
            public void check() {}

            @Override
            public long nextWriteTimestamp() {
                return epoch() << TIMESTAMP_COUNTER_BITS | counter.incrementAndGet();
            }
        };
    }

    @Override
    public String owner(int slot) {
        return "core-1";
    }

    @Override
    public void addListener(SlotListener listener) {}
}
