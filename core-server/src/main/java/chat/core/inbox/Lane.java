package chat.core.inbox;

import chat.runtime.error.Errors;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the inboxes of one slot thread share: its store writer, its bounds, its timers. That thread only, unless said otherwise. */
final class Lane {
    private static final Logger log = LoggerFactory.getLogger(Lane.class);
    private static final long FIRST_RETRY_MILLIS = 20;
    private static final long LAST_RETRY_MILLIS = 2_000;

    private final EventExecutor thread;
    private final InboxConfig config;
    private final InboxStore store;
    private final CursorStore cursorStore;
    private final InboxMetrics metrics;
    private final GroupWriter writer;
    private final CursorWriter cursors;
    private final PageReader pages;
    private final Refusals refusals;
    private final int maxQueued;
    private final long maxWeight;
    private int queued;
    private long weight;

    /** @param lanes how many lanes share the node's bounds */
    Lane(
            EventExecutor thread,
            int lanes,
            InboxConfig config,
            InboxStore store,
            CursorStore cursorStore,
            PageReader pages,
            InboxMetrics metrics) {
        this.thread = thread;
        this.refusals = new Refusals(thread.ticker()::nanoTime);
        this.config = config;
        this.store = store;
        this.cursorStore = cursorStore;
        this.pages = pages;
        this.metrics = metrics;
        this.writer = new GroupWriter(this);
        this.cursors = new CursorWriter(this);
        this.maxQueued = Math.max(1, config.maxQueued() / lanes);
        this.maxWeight = config.cacheBytes() / lanes;
    }

    EventExecutor thread() {
        return thread;
    }

    InboxConfig config() {
        return config;
    }

    InboxStore store() {
        return store;
    }

    CursorStore cursorStore() {
        return cursorStore;
    }

    InboxMetrics metrics() {
        return metrics;
    }

    GroupWriter writer() {
        return writer;
    }

    CursorWriter cursors() {
        return cursors;
    }

    Refusals refusals() {
        return refusals;
    }

    PageReader pages() {
        return pages;
    }

    void queuedMore(int entries) {
        queued += entries;
        metrics.queued(entries);
    }

    boolean isFull() {
        return queued >= maxQueued;
    }

    void weighs(long more) {
        weight += more;
    }

    boolean isTooHeavy() {
        return weight > maxWeight;
    }

    /** Brings a stage's outcome to this thread: a value and null, or null and the failure. */
    <T> void onThread(CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> then) {
        stage.whenComplete((value, failure) -> thread.execute(() -> {
            if (failure != null) {
                logIfUnnamed(failure);
            }
            then.accept(failure == null ? value : null, failure);
        }));
    }

    /** Runs a task after a pause that grows with each attempt, unless the slot is lost by then. */
    void retry(int attempt, Runnable task, SlotInboxes slot) {
        long ceiling = Math.min(LAST_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(attempt, 10));
        long pause = ceiling / 2 + ThreadLocalRandom.current().nextLong(ceiling / 2 + 1);
        after(pause, () -> {
            if (!slot.isOver()) {
                task.run();
            }
        });
    }

    void after(long millis, Runnable task) {
        var unused = thread.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    static void logIfUnnamed(Throwable failure) {
        if (Errors.unnamed(failure)) {
            log.error("event=inbox_store_failed the request is repeated with back-off", failure);
        }
    }
}
