package chat.core.inbox;

import chat.core.slot.SlotTenure;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the entries of inboxes for a time, then lets them expire oldest first. Stages fail with ChatException STORE_UNAVAILABLE, and complete on any thread.
 * The layout is the store's own affair.
 */
interface InboxStore {
    /** Entries of one {@link InboxWrite} at the most. */
    int MAX_ENTRIES_PER_WRITE = 100;

    /**
     * Finds the end of an inbox and fences it: what owners of earlier epochs wrote either is in the answer, durably, or will never be seen.
     * Called before the first {@link #append} for this user in a tenure; repeating it is harmless as long as no append is under way.
     *
     * @param seenPosition a position that is known to have existed: the end is not below it
     */
    CompletionStage<InboxEnd> open(long userId, long seenPosition, SlotTenure tenure);

    /** How many entries one write may have that begins at a position: 1 to {@link #MAX_ENTRIES_PER_WRITE}. */
    int room(long position);

    /**
     * Writes entries of many users. After a failure the outcome is unknown: the same writes are to be repeated. At most one write per user is under
     * way; each begins after the last position of the one before.
     *
     * @param done called once per write, in groups of those that share their fate
     */
    void append(List<InboxWrite> writes, WriteListener done);

    /**
     * Entries after one position, up to another, oldest first, without a gap; if the first ones have expired, from the oldest that exists. May be fewer than
     * limit; is empty only if none exists.
     */
    CompletionStage<List<InboxEntry>> read(long userId, long after, long upTo, int limit);

    /** Entries below a position, newest first, without a gap and without messages; empty only if none exists. */
    CompletionStage<List<InboxEntry>> readBack(long userId, long before, int limit);

    /** Is told what became of writes. Called on any thread; does not block. */
    interface WriteListener {
        /** @param failure null when the writes are durable, else why that is not known */
        void finished(List<InboxWrite> writes, @Nullable Throwable failure);
    }
}
