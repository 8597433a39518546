package chat.gateway.limit;

/** Lets a burst through, then a steady rate. Not thread-safe: its owner says who may touch it. */
public final class TokenBucket {
    private static final double NANOS_A_SECOND = 1e9;

    private final double perSecond;
    private final double burst;
    private double tokens;
    private long filledAtNanos;

    /**
     * Full at first.
     *
     * @param nowNanos {@link System#nanoTime()}
     */
    public TokenBucket(double perSecond, double burst, long nowNanos) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.tokens = burst;
        this.filledAtNanos = nowNanos;
    }

    /**
     * Takes {@code cost} tokens if they are there; a cost beyond the burst waits for a full bucket.
     *
     * @return 0 when taken, otherwise after how many milliseconds it is worth another try, at least 1
     */
    public long take(double cost, long nowNanos) {
        tokens = Math.min(burst, tokens + Math.max(0, nowNanos - filledAtNanos) / NANOS_A_SECOND * perSecond);
        filledAtNanos = nowNanos;
        double price = Math.min(cost, burst);
        if (tokens >= price) {
            tokens -= price;
            return 0;
        }
        return Math.max(1, (long) Math.ceil((price - tokens) / perSecond * 1000));
    }
}
