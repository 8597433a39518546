package chat.runtime.process;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process has started, in order; {@link #close} stops it in reverse. Each stop step has a limit in time: one that hangs or
 * fails is logged, with what its thread was doing, and the next goes on. Closing during the start refuses further steps and
 * stops what a step under way still brings up.
 */
public final class Lifecycle implements AutoCloseable {
    /** How long a stop step may take unless said otherwise. */
    public static final Duration DEFAULT_STOP_LIMIT = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Deque<Step> steps = new ArrayDeque<>();

    @GuardedBy("lock")
    private boolean closing;

    /** One thing to stop. */
    public interface Stop {
        void run() throws Exception;
    }

    private record Step(String name, Duration limit, Stop stop) {}

    /** Starts something and keeps it to be closed; its name is for the log, as in {@code zookeeper session}. */
    @CanIgnoreReturnValue
    public <T extends AutoCloseable> T start(String name, Callable<T> starter) throws Exception {
        return start(name, DEFAULT_STOP_LIMIT, starter);
    }

    @CanIgnoreReturnValue
    public <T extends AutoCloseable> T start(String name, Duration stopLimit, Callable<T> starter) throws Exception {
        refuseWhenClosing(name);
        long began = System.nanoTime();
        T started = starter.call();
        LOG.info("started {} in {} ms", name, millisSince(began));
        onStop(name, stopLimit, started::close);
        return started;
    }

    /** Something to do when the process stops, before what was added earlier. */
    public void onStop(String name, Stop stop) {
        onStop(name, DEFAULT_STOP_LIMIT, stop);
    }

    public void onStop(String name, Duration limit, Stop stop) {
        Step step = new Step(name, limit, stop);
        synchronized (lock) {
            if (!closing) {
                steps.push(step);
                return;
            }
        }
        run(step);
        refuseWhenClosing(name);
    }

    /** Stops everything, last started first. A second call does nothing. */
    @Override
    public void close() {
        synchronized (lock) {
            closing = true;
        }
        for (Step step = next(); step != null; step = next()) {
            run(step);
        }
    }

    /** Whether the stop has begun. */
    public boolean isClosing() {
        synchronized (lock) {
            return closing;
        }
    }

    private @Nullable Step next() {
        synchronized (lock) {
            return steps.poll();
        }
    }

    private void refuseWhenClosing(String name) {
        synchronized (lock) {
            if (closing) {
                throw new IllegalStateException("stopping: " + name + " is not started");
            }
        }
    }

    private static void run(Step step) {
        long began = System.nanoTime();
        Thread thread = new Thread(() -> stop(step, began), "stop " + step.name());
        thread.setDaemon(true);
        thread.start();
        try {
            thread.join(step.limit().toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            String where = Arrays.stream(thread.getStackTrace())
                    .limit(12)
                    .map(frame -> "at " + frame)
                    .collect(Collectors.joining(", "));
            LOG.atError()
                    .addKeyValue("event", "process.stop.timeout")
                    .log("{} did not stop within {}: left behind, it was {}", step.name(), step.limit(), where);
        }
    }

    private static void stop(Step step, long began) {
        try {
            step.stop().run();
            LOG.info("stopped {} in {} ms", step.name(), millisSince(began));
        } catch (Exception failed) {
            LOG.atError()
                    .addKeyValue("event", "process.stop.failed")
                    .setCause(failed)
                    .log("{} failed to stop; going on with the rest", step.name());
        }
    }

    private static long millisSince(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime).toMillis();
    }
}
