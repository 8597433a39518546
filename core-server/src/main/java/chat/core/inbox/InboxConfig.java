package chat.core.inbox;

import java.time.Duration;

/**
 * Bounds of the inboxes of one node.
 *
 * @param timeToLive how long an entry is kept; devices that stay away longer reload from history
 * @param embedLimitBytes larger messages are referenced, not copied into each inbox
 * @param tailEntries entries of a hot inbox that stay in memory with their messages
 * @param cacheBytes memory for inboxes that no session is attached to; the least recently used go first
 * @param maxQueuedPerUser entries of one user that wait for their write; more are refused with OVERLOADED
 * @param maxQueued entries of all users that wait for their write
 * @param cursorInterval how long a confirmed cursor may stay unwritten
 */
public record InboxConfig(
        Duration timeToLive,
        int embedLimitBytes,
        int tailEntries,
        long cacheBytes,
        int maxQueuedPerUser,
        int maxQueued,
        Duration cursorInterval) {
    public InboxConfig {
        if (timeToLive.toSeconds() < 1 || timeToLive.toDays() > 3650) {
            throw new IllegalArgumentException("inbox time to live must be 1 s to 3650 days, not " + timeToLive);
        }
        if (embedLimitBytes < 0 || tailEntries < 1 || cacheBytes < 0 || maxQueuedPerUser < 1 || maxQueued < 1) {
            throw new IllegalArgumentException("inbox bounds must not be negative");
        }
        if (cursorInterval.isNegative() || cursorInterval.isZero()) {
            throw new IllegalArgumentException("inbox cursor interval must be positive, not " + cursorInterval);
        }
    }

    /** What a node starts with. */
    public static InboxConfig defaults() {
        return new InboxConfig(Duration.ofDays(30), 1024, 256, 64L << 20, 2_000, 200_000, Duration.ofSeconds(2));
    }
}
