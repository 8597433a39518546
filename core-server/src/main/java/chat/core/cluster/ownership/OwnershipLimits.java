package chat.core.cluster.ownership;

import java.time.Duration;

/**
 * Bounds on taking and giving up slots.
 *
 * @param acquire how long the features may take to load a slot
 * @param release how long they may take to finish what was admitted
 * @param handOvers slots handed over at the same time, so that each is without an owner only briefly
 */
public record OwnershipLimits(Duration acquire, Duration release, int handOvers) {
    public static final OwnershipLimits DEFAULT =
            new OwnershipLimits(Duration.ofSeconds(60), Duration.ofSeconds(5), 16);

    public OwnershipLimits {
        if (handOvers < 1) {
            throw new IllegalArgumentException("hand-overs at the same time must be 1 or more, not " + handOvers);
        }
    }
}
