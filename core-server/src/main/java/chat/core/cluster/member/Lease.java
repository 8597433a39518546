package chat.core.cluster.member;

import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long this node may take its session for alive without hearing from ZooKeeper: until a fifth of the session timeout before ZooKeeper could end it, counted from
 * when the last confirmed heartbeat was <em>sent</em>. One lease belongs to one session and never outlives it. Safe from any thread; never blocks.
 *
 * <p>Measured on the monotonic clock, which stands still while a machine sleeps; therefore the wall clock has to agree. A wall clock that steps ahead ends
 * the lease early, until the next heartbeat; that is the harmless side.
 */
public final class Lease {
    /** The lease ends before the session can, by the timeout divided by this. */
    static final int MARGIN_DIVISOR = 5;

    private final LongSupplier nanoClock;
    private final Clock wallClock;
    private volatile End end;
    private volatile boolean ended;

    private record End(long nanos, long wallMillis) {}

    /** A moment, by both clocks. */
    public record Moment(long nanos, long wallMillis) {}

    /** A lease that has run out already. */
    Lease(LongSupplier nanoClock, Clock wallClock) {
        this.nanoClock = nanoClock;
        this.wallClock = wallClock;
        this.end = new End(nanoClock.getAsLong(), wallClock.millis());
    }

    Moment now() {
        return new Moment(nanoClock.getAsLong(), wallClock.millis());
    }

    /** A heartbeat that was sent at this moment was confirmed; confirmations may come in any order. */
    synchronized void renew(Moment sent, Duration sessionTimeout) {
        Duration length = sessionTimeout.minus(sessionTimeout.dividedBy(MARGIN_DIVISOR));
        long nanos = sent.nanos() + length.toNanos();
        if (nanos - end.nanos() > 0) {
            end = new End(nanos, sent.wallMillis() + length.toMillis());
        }
    }

    /** The session has ended. */
    void end() {
        ended = true;
    }

    public boolean valid() {
        End until = end;
        return !ended && nanoClock.getAsLong() - until.nanos() < 0 && wallClock.millis() < until.wallMillis();
    }

    /** How long it still runs; zero when it is over. */
    Duration left() {
        return valid() ? Duration.ofNanos(Math.max(0, end.nanos() - nanoClock.getAsLong())) : Duration.ZERO;
    }
}
