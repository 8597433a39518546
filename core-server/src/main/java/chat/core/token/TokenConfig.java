package chat.core.token;

import chat.runtime.config.ProgramConfig;
import java.time.Duration;

/**
 * How long tokens and their keys live.
 *
 * @param issuer the {@code iss} of access tokens: the same on every node, different between clusters
 * @param accessTokenLife of a user's access token
 * @param operatorTokenLife of an operator's token
 * @param refreshTokenLife of a refresh token that is not used
 * @param refreshGrace how long a used refresh token may be repeated, for devices whose answer was lost
 * @param keyRotation how long a key signs
 * @param keyOverlap how long before it signs a key is published; more than a node takes to notice it ({@link KeyRing#RELOAD})
 */
public record TokenConfig(
        String issuer,
        Duration accessTokenLife,
        Duration operatorTokenLife,
        Duration refreshTokenLife,
        Duration refreshGrace,
        Duration keyRotation,
        Duration keyOverlap) {
    public TokenConfig {
        if (issuer.isEmpty()) {
            throw new IllegalArgumentException("core.auth.issuer is empty");
        }
        atLeast("access-token-life", accessTokenLife, Duration.ofSeconds(1));
        atLeast("operator-token-life", operatorTokenLife, Duration.ofSeconds(1));
        atLeast("refresh-token-life", refreshTokenLife, accessTokenLife);
        atLeast("refresh-grace", refreshGrace, Duration.ZERO);
        atLeast("key-overlap", keyOverlap, KeyRing.RELOAD.multipliedBy(2));
        atLeast("key-rotation", keyRotation, keyOverlap.multipliedBy(2));
    }

    /** From the section {@code core.auth}. */
    public static TokenConfig from(ProgramConfig config) {
        return new TokenConfig(
                config.string("auth.issuer"),
                config.duration("auth.access-token-life"),
                config.duration("auth.operator-token-life"),
                config.duration("auth.refresh-token-life"),
                config.duration("auth.refresh-grace"),
                config.duration("auth.key-rotation"),
                config.duration("auth.key-overlap"));
    }

    public static TokenConfig standard() {
        return new TokenConfig(
                "chat",
                Duration.ofMinutes(15),
                Duration.ofHours(8),
                Duration.ofDays(60),
                Duration.ofSeconds(30),
                Duration.ofDays(7),
                Duration.ofMinutes(10));
    }

    /** Until every token that the key signed has ended, were the next key to come a whole rotation late. */
    Duration keyLife() {
        Duration longest = accessTokenLife.compareTo(operatorTokenLife) > 0 ? accessTokenLife : operatorTokenLife;
        return keyOverlap.plus(keyRotation.multipliedBy(2)).plus(longest).plus(AccessTokens.CLOCK_SKEW);
    }

    private static void atLeast(String key, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException("core.auth." + key + " must be at least " + least + ", not " + value);
        }
    }
}
