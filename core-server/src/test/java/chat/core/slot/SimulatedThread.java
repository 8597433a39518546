package chat.core.slot;

import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/** A slot thread whose tasks run when the test says so, in simulated time. */
public final class SimulatedThread extends AbstractScheduledEventExecutor {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final MockTicker ticker = Ticker.newMockTicker();

    /** Runs one task, if there is one. */
    public boolean runOne() {
        Runnable task = tasks.poll();
        if (task == null) {
            return false;
        }
        task.run();
        return true;
    }

    /** Runs all tasks, and those that they bring. */
    public void runAll() {
        while (runOne()) {
            // until none is left
        }
    }

    /** Lets time pass, millisecond by millisecond, and runs what becomes due. */
    public void pass(long millis) {
        for (long i = 0; i < millis; i++) {
            ticker.advance(1, TimeUnit.MILLISECONDS);
            Runnable due = pollScheduledTask(ticker.nanoTime());
            while (due != null) {
                due.run();
                due = pollScheduledTask(ticker.nanoTime());
            }
            runAll();
        }
    }

    public long millis() {
        return TimeUnit.NANOSECONDS.toMillis(ticker.nanoTime());
    }

    @Override
    public Ticker ticker() {
        return ticker;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return true;
    }

    @Override
    public boolean isShuttingDown() {
        return false;
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }

    @Override
    @Deprecated
    public void shutdown() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<?> terminationFuture() {
        Promise<?> never = newPromise();
        return never;
    }
}
