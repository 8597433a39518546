package chat.core.inbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * The end of one inbox in memory: the newest entries with their messages, older ones by their ids alone, so that repeats are told and recent entries
 * pulled without a read. Slot thread only.
 */
final class EntryTail {
    /** Ids that are kept beyond the entries with messages. */
    private static final int MAX_IDS = 4_096;

    private static final int ENTRY_BYTES = 80;

    private final ArrayDeque<InboxEntry> bare = new ArrayDeque<>();
    private final ArrayDeque<InboxEntry> full = new ArrayDeque<>();
    private long messageBytes;

    /** True when no entry exists below the oldest one here. */
    private boolean complete;

    /** What the tail knows of a message. */
    enum Verdict {
        NEW,
        KNOWN,
        /** It may lie below the tail. */
        UNKNOWN
    }

    void reset(InboxEnd end) {
        bare.clear();
        full.clear();
        messageBytes = 0;
        complete = end.tail().isEmpty() || end.tail().get(0).position() == 1;
        if (!end.tail().isEmpty() && end.tail().get(end.tail().size() - 1).position() == end.lastPosition()) {
            end.tail().forEach(this::add);
        } else {
            end.tail().forEach(entry -> bare.addLast(entry.bare())); // the inbox jumped: they tell repeats only
        }
    }

    /** Adds the next entry. */
    void add(InboxEntry entry) {
        full.addLast(entry);
        messageBytes += entry.messageBytes();
    }

    /** Compares ids from the newest entry on, until what an entry knows of those below proves that the message is not further down. */
    Verdict look(long messageId) {
        Verdict verdict = look(full.descendingIterator(), messageId);
        if (verdict == Verdict.UNKNOWN) {
            verdict = look(bare.descendingIterator(), messageId);
        }
        return verdict == Verdict.UNKNOWN && complete ? Verdict.NEW : verdict;
    }

    /** The same comparison over entries given newest first. */
    static Verdict look(Iterator<InboxEntry> newestFirst, long messageId) {
        while (newestFirst.hasNext()) {
            InboxEntry entry = newestFirst.next();
            if (entry.maxMessageId() < messageId) {
                return Verdict.NEW;
            }
            if (entry.messageId() == messageId) {
                return Verdict.KNOWN;
            }
        }
        return Verdict.UNKNOWN;
    }

    /** Position of a message that is {@link Verdict#KNOWN} here. */
    long positionOf(long messageId) {
        for (Iterator<InboxEntry> newestFirst = full.descendingIterator(); newestFirst.hasNext(); ) {
            InboxEntry entry = newestFirst.next();
            if (entry.messageId() == messageId) {
                return entry.position();
            }
        }
        return 0;
    }

    /** Position of the oldest entry here, or 0. */
    long firstPosition() {
        InboxEntry first = bare.isEmpty() ? full.peekFirst() : bare.peekFirst();
        return first == null ? 0 : first.position();
    }

    long maxMessageId() {
        InboxEntry last = full.isEmpty() ? bare.peekLast() : full.peekLast();
        return last == null ? 0 : last.maxMessageId();
    }

    /** Takes older entries, newest first, as far as there is room; none means that there are none. */
    void prepend(List<InboxEntry> newestFirst) {
        if (newestFirst.isEmpty()) {
            complete = true;
            return;
        }
        for (InboxEntry entry : newestFirst) {
            if (bare.size() >= MAX_IDS) {
                return;
            }
            bare.addFirst(entry.bare());
        }
    }

    /** Entries after a position and up to another, or an empty list when the tail does not have all of them. */
    List<InboxEntry> between(long after, long upTo, int limit) {
        InboxEntry first = full.peekFirst();
        if (first == null || first.position() > after + 1) {
            return new ArrayList<>();
        }
        List<InboxEntry> entries = new ArrayList<>();
        for (Iterator<InboxEntry> newestFirst = full.descendingIterator(); newestFirst.hasNext(); ) {
            InboxEntry entry = newestFirst.next();
            if (entry.position() <= after) {
                break;
            }
            if (entry.position() <= Math.min(upTo, after + limit)) {
                entries.add(entry);
            }
        }
        Collections.reverse(entries);
        return entries;
    }

    /**
     * Forgets what is too much: messages beyond the newest ones, ids beyond {@link #MAX_IDS}.
     *
     * @param visible entries above it are kept whole
     * @param messages entries that keep their messages
     */
    void trim(long visible, int messages) {
        while (full.size() > messages && full.getFirst().position() <= visible) {
            InboxEntry entry = full.removeFirst();
            messageBytes -= entry.messageBytes();
            bare.addLast(entry.bare());
        }
        while (bare.size() > MAX_IDS) {
            bare.removeFirst();
            complete = false;
        }
    }

    /** Drops the message of a visible entry that is too large to be kept: it is the newest visible one. */
    void dropMessage(long position) {
        // rebuilt from the end: large messages are rare and the queued part behind them is short
        ArrayDeque<InboxEntry> behind = new ArrayDeque<>();
        while (!full.isEmpty() && full.getLast().position() > position) {
            behind.addFirst(full.removeLast());
        }
        if (!full.isEmpty() && full.getLast().position() == position) {
            InboxEntry entry = full.removeLast();
            messageBytes -= entry.messageBytes();
            full.addLast(entry.bare());
        }
        full.addAll(behind);
    }

    long weight() {
        return (long) (bare.size() + full.size()) * ENTRY_BYTES + messageBytes;
    }
}
