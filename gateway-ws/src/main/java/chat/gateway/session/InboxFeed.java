package chat.gateway.session;

import chat.gateway.frame.SharedMessage;
import chat.gateway.v1.Page;

/**
 * Writes a user's inbox to one socket, position by position (ADR 3). A delivery is written if it is the next one; what comes out of
 * turn, or while the client can't keep up, is dropped and pulled again later. So nothing is ever kept in memory for a slow client,
 * and nothing is left out. Event loop only.
 */
final class InboxFeed {
    private static final int MAX_PULL = 100;

    /** What a feed writes to and asks. */
    interface Line {
        boolean isWritable();

        void event(long position, SharedMessage message);

        /** What lies before {@code cursor + 1} has expired. */
        void reset(long cursor);

        void pull(long after, int limit);

        /** Asks for {@link InboxFeed#resume} after a pause. */
        void resumeLater();

        void dropped();

        void repeated();
    }

    private final Line line;
    /** Position that is to be written next. */
    private long next;
    /** The highest position that is known to exist. */
    private long last;

    private boolean attached;
    private boolean pulling;
    /** Smaller after a page that the socket could not take, so that little is pulled in vain. */
    private int limit = MAX_PULL;

    private boolean resting;

    InboxFeed(Line line) {
        this.line = line;
    }

    /** The highest position written. */
    long written() {
        return next - 1;
    }

    /** The highest position that is known to exist. */
    long last() {
        return last;
    }

    /** Where the client stands; nothing is written before {@link #attached}. */
    void start(long cursor, long lastPosition) {
        next = cursor + 1;
        last = Math.max(cursor, lastPosition);
    }

    /** The inbox's owner delivers from now on: the first one, another one, or the same one anew. */
    void attached(long lastPosition) {
        attached = true;
        last = Math.max(last, lastPosition);
        fill();
    }

    void detached() {
        attached = false;
        pulling = false;
    }

    void delivered(long position, SharedMessage message) {
        last = Math.max(last, position);
        if (position == next && line.isWritable()) {
            next++;
            line.event(position, message);
        } else if (position < next) {
            line.repeated();
        } else {
            line.dropped();
        }
        fill();
    }

    void page(long after, Page page) {
        if (!pulling) {
            return;
        }
        pulling = false;
        last = Math.max(last, page.getLastPosition());
        if (after >= next) { // asked for before a `sync` stepped back
            fill();
            return;
        }
        long before = next;
        long first = page.getFirstPosition();
        if (first > after + 1 && first > next) {
            next = first;
            line.reset(first - 1);
        }
        boolean all = true;
        for (int i = 0; i < page.getMessagesCount() && all; i++) {
            long position = first + i;
            if (position == next) {
                all = line.isWritable();
                if (all) {
                    next++;
                    line.event(position, new SharedMessage(page.getMessages(i)));
                }
            }
        }
        limit = all ? Math.min(MAX_PULL, limit * 2) : Math.max(1, limit / 2);
        if (next == before && all) {
            rest(); // the inbox says that there is more, but shows nothing: ask again, but not at once
        } else {
            fill();
        }
    }

    void pullFailed() {
        pulling = false;
        rest();
    }

    /** The client has read, or time has passed. */
    void resume() {
        resting = false;
        fill();
    }

    /** The client wants everything after a position that it has been sent already, or that exists. */
    void rewind(long after) {
        next = after + 1;
        fill();
    }

    private void rest() {
        if (next <= last && !resting) {
            resting = true;
            line.resumeLater();
        }
    }

    private void fill() {
        if (attached && !pulling && !resting && next <= last && line.isWritable()) {
            pulling = true;
            line.pull(next - 1, limit);
        }
    }
}
