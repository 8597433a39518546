package chat.core.thread;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A fixed number of threads for work that would hold up an event loop, and a bounded queue before them. What does not fit is refused with OVERLOADED. */
public final class BoundedThreads implements Executor, AutoCloseable {
    private final ThreadPoolExecutor pool;

    /**
     * @param name of the threads
     * @param threads how many run at once
     * @param queue how many may wait
     */
    public BoundedThreads(String name, int threads, int queue) {
        AtomicInteger number = new AtomicInteger();
        pool = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queue),
                task -> {
                    Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                },
                (task, executor) -> {
                    throw executor.isShutdown()
                            ? new ChatException(
                                    ErrorReason.ERROR_REASON_SHUTTING_DOWN,
                                    "this core node is stopping; try another one")
                            : new ChatException(
                                    ErrorReason.ERROR_REASON_OVERLOADED,
                                    "too many requests wait for " + name + "; try again in a moment");
                });
    }

    /** Runs a task; throws ChatException OVERLOADED, or SHUTTING_DOWN once closed. */
    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    /** Runs a task and completes with its result, on one of the threads. */
    public <T> CompletionStage<T> call(Supplier<T> task) {
        try {
            return CompletableFuture.supplyAsync(task, this);
        } catch (ChatException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /** How many tasks wait. */
    public int waiting() {
        return pool.getQueue().size();
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
