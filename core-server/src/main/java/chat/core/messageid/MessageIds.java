package chat.core.messageid;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ids of this process: the minter, and the thread that keeps its worker leased and its horizon ahead. The thread looks once a second, and at once when the
 * minter comes near its horizon.
 */
public final class MessageIds implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MessageIds.class);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread named = new Thread(task, "message-ids");
        named.setDaemon(true);
        return named;
    });
    private final AtomicBoolean woken = new AtomicBoolean();
    private final GrantedMinter minter;
    private final WorkerHolder holder;
    private final Future<?> timer;

    private MessageIds(Clock clock, String nodeId) {
        minter = new GrantedMinter(clock, WorkerHolder.AHEAD.dividedBy(2), this::wake);
        holder = new WorkerHolder(minter, clock, nodeId);
        timer = thread.scheduleWithFixedDelay(this::keep, 1, 1, TimeUnit.SECONDS);
    }

    /** Starts without a worker: nothing can be minted before {@link #use}. */
    public static MessageIds create(Clock clock, String nodeId) {
        return new MessageIds(clock, nodeId);
    }

    public IdMinter minter() {
        return minter;
    }

    /** A ZooKeeper session began: workers are leased in it from now on. Does not block. */
    public void use(WorkerStore sessionStore) {
        submit(() -> {
            holder.use(sessionStore);
            holder.keep();
        });
    }

    /** True while ids can be minted. */
    public boolean ready() {
        return minter.ready();
    }

    /** Gives the worker back. Ids can still be minted up to the horizon that was reached, a few seconds ahead. */
    @Override
    public void close() {
        timer.cancel(false);
        submit(holder::release);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(Duration.ofSeconds(2).toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void wake() {
        if (woken.compareAndSet(false, true)) {
            submit(() -> {
                woken.set(false);
                keep();
            });
        }
    }

    private void keep() {
        try {
            holder.keep();
        } catch (RuntimeException defect) {
            log.atError()
                    .addKeyValue("event", "ids.horizon.defect")
                    .setCause(defect)
                    .log("the ids' thread failed");
        }
    }

    private void submit(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException closed) {
            log.debug("message ids are closed");
        }
    }
}
