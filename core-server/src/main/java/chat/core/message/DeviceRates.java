package chat.core.message;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A token bucket for each device that sends through this node. The table is bounded: the devices that were quiet longest leave it, and start with a full
 * bucket when they come back. Safe from any thread.
 */
final class DeviceRates {
    private static final int DEVICES = 200_000;

    private final class Bucket {
        @GuardedBy("this")
        private double tokens = burst;

        @GuardedBy("this")
        private long filledNanos = nanoTime.getAsLong();

        /** Milliseconds until the next token, or 0 when one was taken. */
        synchronized long take() {
            long now = nanoTime.getAsLong();
            tokens = Math.min(burst, tokens + (now - filledNanos) * perNano);
            filledNanos = now;
            if (tokens >= 1) {
                tokens--;
                return 0;
            }
            return Math.max(1, (long) Math.ceil((1 - tokens) / perNano / 1_000_000));
        }
    }

    private final double perNano;
    private final double burst;
    private final LongSupplier nanoTime;
    private final Cache<Long, Bucket> buckets;

    DeviceRates(double perSecond, double burst, LongSupplier nanoTime) {
        perNano = perSecond / 1_000_000_000;
        this.burst = burst;
        this.nanoTime = nanoTime;
        buckets = Caffeine.newBuilder()
                .maximumSize(DEVICES)
                .expireAfterAccess(Duration.ofSeconds((long) Math.ceil(burst / perSecond) + 60))
                .build();
    }

    /**
     * Takes a token of a device.
     *
     * @throws ChatException RATE_LIMITED with {@code retry_after_millis}
     */
    void take(long deviceId) {
        Bucket bucket = buckets.get(deviceId, any -> new Bucket());
        long wait = bucket.take();
        if (wait > 0) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_RATE_LIMITED,
                    "this device sends too fast: at most " + Math.round(perNano * 1_000_000_000) + " messages a second",
                    Map.of("retry_after_millis", Long.toString(wait)));
        }
    }
}
