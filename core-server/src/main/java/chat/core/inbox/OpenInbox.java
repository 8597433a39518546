package chat.core.inbox;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One user's inbox as sessions see it, for the tenure in which it was opened. On the user's slot thread only. */
public interface OpenInbox {
    long userId();

    /** The last position that is visible. */
    long lastPosition();

    /** The highest position that a device confirmed; empty for a device that never did. */
    OptionalLong cursor(long deviceId);

    /** Cursors by device id. */
    Map<Long, Long> cursors();

    /**
     * Moves a device's cursor up; lower positions change nothing. Stored within {@link InboxConfig#cursorInterval()}.
     *
     * @throws chat.runtime.error.ChatException CURSOR_INVALID when the position is negative or beyond the last one
     */
    void confirm(long deviceId, long position);

    /**
     * Who is told of entries as they become visible; null for nobody. What is visible now is not told, all that follows is. An inbox with a subscriber
     * stays in memory.
     */
    void subscribe(@Nullable InboxSubscriber subscriber);

    /**
     * Visible entries after a position. Completes on the slot thread; fails with ChatException CURSOR_INVALID, STORE_UNAVAILABLE, or NOT_OWNER when the
     * tenure ended meanwhile.
     *
     * @param limit entries at the most, 1 to 200; large messages make it fewer, but not none
     */
    CompletionStage<InboxPage> pull(long after, int limit);
}
