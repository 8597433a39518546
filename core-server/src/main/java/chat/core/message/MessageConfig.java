package chat.core.message;

import java.time.Duration;

/**
 * Limits of the send path.
 *
 * @param sendDeadline how long a send waits before its caller gets TIMEOUT
 * @param sendsPerSecond of one device, in the long run
 * @param burst of one device, at once
 * @param queuedSends of one channel, waiting to be written
 * @param unfinishedMessages of one channel, accepted and not in all inboxes yet; at the limit it admits no sends
 * @param queuedBytes of all channels of this node, waiting to be written
 * @param unfinishedBytes of all channels of this node, not in all inboxes yet; above it channels with a backlog admit no sends
 * @param stateBytes memory for the states of channels on this node
 */
public record MessageConfig(
        Duration sendDeadline,
        double sendsPerSecond,
        double burst,
        int queuedSends,
        int unfinishedMessages,
        long queuedBytes,
        long unfinishedBytes,
        long stateBytes) {
    /** What a node with 1 GiB of heap can bear. */
    public static final MessageConfig DEFAULT =
            new MessageConfig(Duration.ofSeconds(5), 50, 200, 1_000, 2_000, 64 << 20, 128 << 20, 192 << 20);

    public MessageConfig {
        if (sendDeadline.isNegative() || sendDeadline.isZero()) {
            throw new IllegalArgumentException("send deadline must be above 0, not " + sendDeadline);
        }
        if (sendsPerSecond <= 0 || burst < 1 || queuedSends < 1 || unfinishedMessages < 1) {
            throw new IllegalArgumentException("limits of sends must be above 0");
        }
        if (queuedBytes < 1 || unfinishedBytes < 1 || stateBytes < 1) {
            throw new IllegalArgumentException("limits of bytes must be above 0");
        }
    }
}
