package chat.core.inbox;

import java.util.List;

/**
 * New entries of one inbox.
 *
 * @param timestamp write timestamp of all of them, from {@link chat.core.slot.SlotTenure#nextWriteTimestamp()}; a repeated write carries the same
 * @param entries 1 to {@link InboxStore#MAX_ENTRIES_PER_WRITE}, positions growing by one
 */
record InboxWrite(long userId, long timestamp, List<InboxEntry> entries) {
    InboxWrite {
        if (entries.isEmpty() || entries.size() > InboxStore.MAX_ENTRIES_PER_WRITE) {
            throw new IllegalArgumentException(entries.size() + " entries in one write");
        }
    }
}
