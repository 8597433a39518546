package chat.ctl.importing;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Why a run ends before its end: Ctrl-C, or a failure that concerns all of it. The first reason counts. Safe for several threads. */
final class Stop {
    private final AtomicReference<@Nullable RuntimeException> why = new AtomicReference<>();
    private final CountDownLatch requested = new CountDownLatch(1);

    /** Thrown by what was waiting when the run was stopped; not a failure by itself. */
    static final class Stopped extends RuntimeException {
        Stopped() {
            super("stopped", null, false, false);
        }
    }

    void interrupt() {
        request(new Stopped());
    }

    void abort(RuntimeException failure) {
        request(failure);
    }

    private void request(RuntimeException reason) {
        why.compareAndSet(null, reason);
        requested.countDown();
    }

    boolean requested() {
        return requested.getCount() == 0;
    }

    boolean interrupted() {
        return why.get() instanceof Stopped;
    }

    /** What made the run stop, other than Ctrl-C; null when nothing did. */
    @Nullable
    RuntimeException failure() {
        RuntimeException reason = why.get();
        return reason instanceof Stopped ? null : reason;
    }

    /** Waits, but not longer than until the stop. */
    void pause(Duration time) {
        try {
            if (requested.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new Stopped();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new Stopped();
        }
    }
}
