package chat.core.messageid;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Mints from the {@link WorkerGrant} that it was given last, by a logical clock: an id's time is the greatest of the wall clock, the last id's
 * time and the floor's. So a clock that steps back makes ids run ahead of it, and a clock that was ahead on another node lifts this one's.
 *
 * <p>Safe from any thread: one short critical section, no input or output inside. A refusal changes nothing, so a wild floor cannot lift the clock.
 */
final class GrantedMinter implements IdMinter {
    /** Ids may run this far ahead of the wall clock. */
    static final Duration MAX_AHEAD = Duration.ofHours(24);

    private final Clock clock;
    private final Duration wakeBefore;
    private final Runnable horizonNear;

    @GuardedBy("this")
    private @Nullable WorkerGrant grant;

    /** The last id, 0 before the first. */
    @GuardedBy("this")
    private long last;

    /** The latest time that an id was or should have been minted at, milliseconds since 1970. */
    @GuardedBy("this")
    private long wantedMillis;

    /**
     * @param wakeBefore how far before the horizon it asks for more
     * @param horizonNear asks for more; called often and inside of the critical section, so it only hands over to another thread
     */
    GrantedMinter(Clock clock, Duration wakeBefore, Runnable horizonNear) {
        this.clock = clock;
        this.wakeBefore = wakeBefore;
        this.horizonNear = horizonNear;
    }

    @Override
    public synchronized long mint(long floor) {
        long wall = clock.millis();
        long lowest = Math.max(last, floor);
        long time = Math.max(wall, IdLayout.timeMillis(lowest));
        WorkerGrant current = grant;
        if (current != null) {
            time = Math.max(time, current.fromMillis());
        }
        refuseFarAhead(time, wall);
        if (current == null) {
            throw noHorizon("no worker id is leased yet");
        }
        long id = after(last, lowest, time, current.worker());
        time = IdLayout.timeMillis(id);
        refuseFarAhead(time, wall);
        wantedMillis = Math.max(wantedMillis, time);
        if (time >= current.horizonMillis() - wakeBefore.toMillis()) {
            horizonNear.run();
        }
        if (time >= current.horizonMillis()) {
            throw noHorizon("the horizon of worker " + current.worker() + " was not moved in time");
        }
        last = id;
        IdMetrics.MINTED.inc();
        return id;
    }

    /** From now on mints from this span; what was minted before stays below. */
    synchronized void grant(WorkerGrant next) {
        grant = next;
        IdMetrics.HORIZON.set(next.horizonMillis() / 1000.0);
    }

    synchronized @Nullable WorkerGrant grant() {
        return grant;
    }

    /** The latest time that ids were asked for, milliseconds since 1970: horizons must lie beyond. */
    synchronized long wantedMillis() {
        return Math.max(wantedMillis, clock.millis());
    }

    /** True while a mint without a floor would succeed. */
    synchronized boolean ready() {
        return grant != null && Math.max(clock.millis(), IdLayout.timeMillis(last)) < grant.horizonMillis();
    }

    /** The smallest id of a worker at or after a time that exceeds both the last id and the floor. */
    private static long after(long last, long lowest, long time, int worker) {
        boolean sameMillisecond = last != 0 && IdLayout.timeMillis(last) == time && IdLayout.worker(last) == worker;
        int sequence = sameMillisecond ? IdLayout.sequence(last) + 1 : 0;
        if (sequence < IdLayout.SEQUENCES) {
            long id = IdLayout.id(time, worker, sequence);
            if (id > lowest) {
                return id;
            }
        }
        return IdLayout.id(time + 1, worker, 0);
    }

    private static void refuseFarAhead(long time, long wall) {
        if (time - wall > MAX_AHEAD.toMillis()) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_CLOCK_UNSAFE,
                    "ids already reach " + Duration.ofMillis(time - wall)
                            + " ahead of this node's clock, at the most 24 h are allowed: set the clock");
        }
    }

    private static ChatException noHorizon(String what) {
        return new ChatException(
                ErrorReason.ERROR_REASON_COORDINATION_UNAVAILABLE,
                "no id could be minted: " + what + "; ZooKeeper may be away, try again");
    }
}
