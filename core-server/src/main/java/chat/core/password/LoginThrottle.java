package chat.core.password;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Slows the guessing of passwords down, by name and address, and more loosely by name alone, so that a guesser at one address does
 * not lock the owner of the name out. After the free attempts each one must wait twice as long as the one before, up to a maximum. An attempt counts when it
 * begins, so that many at once gain nothing, and is forgiven when it succeeds. Names need not exist.
 *
 * <p>Memory is bounded: at most {@value #CAPACITY} names and addresses, forgotten {@value #MEMORY_MINUTES} minutes after their last attempt. Each node
 * counts for itself. Safe from any thread.
 */
public final class LoginThrottle {
    private static final int CAPACITY = 100_000;
    private static final int MEMORY_MINUTES = 15;
    private static final Rule BY_NAME_AND_ADDRESS = new Rule(5, Duration.ofMinutes(1));
    private static final Rule BY_NAME = new Rule(50, Duration.ofSeconds(10));

    private final Cache<String, Attempts> attempts;
    private final Clock clock;

    public LoginThrottle(Clock clock) {
        this.clock = clock;
        this.attempts = Caffeine.newBuilder()
                .maximumSize(CAPACITY)
                .expireAfterWrite(Duration.ofMinutes(MEMORY_MINUTES))
                .build();
    }

    private record Rule(int free, Duration longest) {
        Duration pause(int count) {
            return count <= free
                    ? Duration.ZERO
                    : Duration.ofSeconds(Math.min(longest.toSeconds(), 1L << Math.min(20, count - free - 1)));
        }
    }

    private record Attempts(int count, Instant notBefore) {}

    /**
     * Counts an attempt.
     *
     * @param name in the form that equal names share
     * @param address where it comes from; empty when not known
     * @throws ChatException RATE_LIMITED, with how long to wait
     */
    public void admit(String name, String address) {
        admit(BY_NAME_AND_ADDRESS, name + "\n" + address);
        admit(BY_NAME, name);
    }

    /** Forgets the attempts: the last one was right. */
    public void succeeded(String name, String address) {
        attempts.invalidate(name + "\n" + address);
        attempts.invalidate(name);
    }

    private void admit(Rule rule, String key) {
        Instant now = clock.instant();
        Map<String, Attempts> map = attempts.asMap();
        map.compute(key, (same, before) -> {
            if (before != null && now.isBefore(before.notBefore())) {
                long wait = Duration.between(now, before.notBefore()).toMillis() + 1;
                throw new ChatException(
                        ErrorReason.ERROR_REASON_RATE_LIMITED,
                        "too many failed logins for this name: wait " + (wait + 999) / 1000 + " s",
                        Map.of("retry_after_millis", Long.toString(wait)));
            }
            int count = before == null ? 1 : before.count() + 1;
            return new Attempts(count, now.plus(rule.pause(count)));
        });
    }
}
