package chat.core.fanout;

import chat.core.slot.SlotTenure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Writes one slot's marks and checkpoints under one tenure. Slot thread only; stages complete on any thread. */
public final class SlotMarks {
    private final SlotTenure tenure;
    private final FanOutStore store;
    private final SlotProgress progress;
    private long highestWindow;
    private long writtenThrough;
    private long writtenWindow;
    private @Nullable CompletableFuture<Void> rising;
    /** Also set by the store's threads. */
    private volatile boolean failed;

    /** @param written what {@link FanOutStore#checkpoint} was told last under this tenure */
    public SlotMarks(SlotTenure tenure, FanOutStore store, SlotProgress progress, Checkpoint written) {
        this.tenure = tenure;
        this.store = store;
        this.progress = progress;
        highestWindow = written.highestWindow();
        writtenWindow = written.highestWindow();
        writtenThrough = written.completeThrough();
    }

    /** Completes when the next owner will find a channel's messages of a window. Before the first of them is written. */
    public CompletionStage<Void> mark(long channelId, long window) {
        CompletionStage<Void> mark = store.mark(tenure.slot(), window, channelId, tenure.nextWriteTimestamp());
        return window <= writtenWindow ? mark : mark.thenCombine(raise(window), (marked, raised) -> null);
    }

    /** The highest window must be durable before a row of it; channels that enter a window together share the write. */
    private CompletionStage<Void> raise(long window) {
        if (rising != null && window <= highestWindow && !rising.isCompletedExceptionally()) {
            return rising;
        }
        highestWindow = Math.max(highestWindow, window);
        rising = write().toCompletableFuture();
        return rising;
    }

    /** Tells the store how far fan-out is complete, if that changed. A failure is made good by the next call. */
    public CompletionStage<Void> checkpoint() {
        if (rising != null && rising.isDone()) {
            writtenWindow = rising.isCompletedExceptionally() ? writtenWindow : highestWindow;
            rising = null;
        }
        if (progress.completeThrough() == writtenThrough && highestWindow == writtenWindow && !failed) {
            return CompletableFuture.completedFuture(null);
        }
        failed = false;
        long through = progress.completeThrough();
        CompletionStage<Void> written = write();
        writtenThrough = through;
        return written.whenComplete((done, failure) -> {
            if (failure != null) {
                failed = true;
            }
        });
    }

    private CompletionStage<Void> write() {
        return store.checkpoint(
                tenure.slot(),
                new Checkpoint(tenure.epoch(), progress.completeThrough(), highestWindow),
                tenure.nextWriteTimestamp());
    }
}
