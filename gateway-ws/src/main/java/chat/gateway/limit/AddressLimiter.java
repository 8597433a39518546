package chat.gateway.limit;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * One token bucket for each client address; for IPv6 for each /64, since that is what one customer gets. The table holds the
 * addresses seen last, so a flood of addresses costs bounded memory; whoever falls out starts anew with a full bucket.
 */
public final class AddressLimiter {
    private static final int IPV6_PREFIX_BYTES = 8;

    private final String what;
    private final double perMinute;
    private final double burst;
    private final LongSupplier nanoTime;

    @GuardedBy("this")
    private final Map<ByteBuffer, TokenBucket> buckets;

    /**
     * Makes an empty table.
     *
     * @param what named in the refusal, as in {@code logins}
     * @param maxAddresses how many addresses are remembered
     */
    public AddressLimiter(String what, int perMinute, int burst, int maxAddresses, LongSupplier nanoTime) {
        this.what = what;
        this.perMinute = perMinute;
        this.burst = burst;
        this.nanoTime = nanoTime;
        this.buckets = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<ByteBuffer, TokenBucket> eldest) {
                return size() > maxAddresses;
            }
        };
    }

    /**
     * Counts one attempt.
     *
     * @throws ChatException RATE_LIMITED
     */
    public void check(InetAddress address) {
        long now = nanoTime.getAsLong();
        long waitMillis;
        synchronized (this) {
            waitMillis = buckets.computeIfAbsent(key(address), absent -> new TokenBucket(perMinute / 60, burst, now))
                    .take(1, now);
        }
        if (waitMillis > 0) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_RATE_LIMITED,
                    "too many " + what + " from this address: at most " + (int) perMinute
                            + " a minute; try again after " + waitMillis + " ms",
                    Map.of("retry_after_millis", Long.toString(waitMillis)));
        }
    }

    synchronized int size() {
        return buckets.size();
    }

    /** The bytes of an address that tell customers apart. */
    private static ByteBuffer key(InetAddress address) {
        byte[] bytes = address.getAddress();
        return ByteBuffer.wrap(address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_PREFIX_BYTES) : bytes);
    }
}
