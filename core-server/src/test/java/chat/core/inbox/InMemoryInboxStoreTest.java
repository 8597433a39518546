package chat.core.inbox;

import chat.core.slot.SlotTenure;
import java.time.Duration;

final class InMemoryInboxStoreTest extends InboxStoreContract {
    private final InMemoryInboxStore store = new InMemoryInboxStore(
            System::currentTimeMillis, Duration.ofDays(30).toMillis());

    @Override
    InboxStore store(Duration timeToLive) {
        return store.living(timeToLive.toMillis());
    }

    @Override
    void lateFence(long userId, long after, SlotTenure tenure) {
        store.applyFence(userId, new InMemoryInboxStore.Fence(after, tenure.fenceTimestamp()));
    }
}
