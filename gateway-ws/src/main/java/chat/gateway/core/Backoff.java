package chat.gateway.core;

import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before another attempt: doubling from {@code firstMillis} to {@code maxMillis}, each time between half and all of it. */
record Backoff(long firstMillis, long maxMillis) {
    /**
     * A random delay.
     *
     * @param attempt 1 for the first repetition
     */
    long millis(int attempt) {
        long full = Math.min(maxMillis, firstMillis << Math.min(20, Math.max(0, attempt - 1)));
        return full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1);
    }
}
