package chat.core.message;

import chat.core.fanout.Windows;
import chat.message.v1.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Writes messages of one channel: what finds them again first, then their rows. Called on the slot's thread, one write after the other; stages complete on
 * any thread.
 */
final class BatchWriter {
    private final SlotContext slot;
    /** Windows and buckets up to these are known to the store. Set on any thread, before the stage that the next call waits for. */
    private volatile long markedWindow = -1;

    private volatile int listedBucket = -1;

    BatchWriter(SlotContext slot) {
        this.slot = slot;
    }

    /**
     * Completes when the rows are durable. Fails with STORE_UNAVAILABLE when not even the marks are, so that nothing was written; or with what
     * {@link chat.core.slot.SlotTenure#check()} throws, when the outcome is the next owner's to know.
     */
    CompletionStage<Void> write(Batch batch) {
        CompletionStage<Void> prepared =
                prepare(batch.messages().get(0).getChannelId(), batch.firstId(), batch.lastId());
        return prepared.thenCompose(ready -> writeRows(batch.messages()));
    }

    /** Writes rows, all of one bucket, until they are durable or the tenure has ended. */
    CompletionStage<Void> writeRows(List<Message> messages) {
        long timestamp = slot.tenure().nextWriteTimestamp();
        return slot.repeat().untilKnown(() -> slot.messages().write(messages, timestamp));
    }

    /** Marks and lists what ids need before their rows; fails with STORE_UNAVAILABLE. */
    CompletionStage<Void> prepare(long channelId, long firstId, long lastId) {
        long firstWindow = Windows.of(firstId);
        long lastWindow = Windows.of(lastId);
        int bucket = Buckets.of(lastId);
        if (lastWindow == markedWindow && bucket == listedBucket && firstWindow == lastWindow) {
            return CompletableFuture.completedFuture(null);
        }
        List<CompletableFuture<Void>> writes = new ArrayList<>();
        if (bucket != listedBucket) {
            writes.add(slot.messages()
                    .addBucket(channelId, bucket, slot.tenure().nextWriteTimestamp())
                    .toCompletableFuture());
        }
        for (long window = Math.max(firstWindow, markedWindow + 1); window <= lastWindow; window++) {
            writes.add(slot.marks().mark(channelId, window).toCompletableFuture());
        }
        return CompletableFuture.allOf(writes.toArray(CompletableFuture<?>[]::new))
                .thenRun(() -> {
                    markedWindow = lastWindow;
                    listedBucket = bucket;
                });
    }
}
