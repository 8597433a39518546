package chat.core.session;

import java.time.Duration;

/**
 * Bounds of the sessions of one node.
 *
 * @param silence a session that was not heard of for so long is dropped; longer than a gateway's idle timeout
 * @param attachTimeout how long an attach waits for the inbox before it is rejected with STORE_UNAVAILABLE
 * @param maxOpenRequests requests of one gateway stream under way; more are rejected with OVERLOADED
 * @param maxQueuedBytes bytes that wait for one gateway stream; beyond, deliveries are dropped and their sessions told to catch up
 */
public record SessionConfig(Duration silence, Duration attachTimeout, int maxOpenRequests, int maxQueuedBytes) {
    public SessionConfig {
        if (silence.isNegative() || silence.isZero() || attachTimeout.isNegative() || attachTimeout.isZero()) {
            throw new IllegalArgumentException("session durations must be positive");
        }
        if (maxOpenRequests < 1 || maxQueuedBytes < 1) {
            throw new IllegalArgumentException("session bounds must be positive");
        }
    }

    /** What a node starts with. */
    public static SessionConfig defaults() {
        return new SessionConfig(Duration.ofSeconds(120), Duration.ofSeconds(5), 16_384, 8 << 20);
    }
}
