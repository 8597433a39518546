package chat.core.presence;

import java.time.Duration;

/**
 * How presence is told.
 *
 * @param grace how long a user without a session is still online
 * @param writeInterval how often a user's last activity is stored at the most
 */
public record PresenceConfig(Duration grace, Duration writeInterval) {
    public PresenceConfig {
        if (grace.isNegative() || writeInterval.isNegative() || writeInterval.isZero()) {
            throw new IllegalArgumentException("presence durations must be positive");
        }
    }

    /** What a node starts with. */
    public static PresenceConfig defaults() {
        return new PresenceConfig(Duration.ofSeconds(30), Duration.ofMinutes(5));
    }
}
