package chat.core.message;

import chat.core.channel.ChannelState;
import chat.core.channel.ChannelStore;
import chat.core.channel.ImportProgress;
import chat.core.slot.SlotTenure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Loads a channel that is being imported: rows that a former owner wrote, or may still write, beyond the last line stored are fenced off. It told their
 * range before it wrote them, under a condition that fails since the row was taken over; so the range read after that is the last one.
 */
final class ImportCleaner {
    private static final int FENCES_AT_ONCE = 32;

    private final ChannelStore channels;
    private final MessageStore messages;

    ImportCleaner(ChannelStore channels, MessageStore messages) {
        this.channels = channels;
        this.messages = messages;
    }

    /** Completes with the channel, ready for its next line. */
    CompletionStage<LoadedChannel> clean(ChannelState channel, SlotTenure tenure) {
        ImportProgress progress = channel.imported();
        if (progress == null || progress.writingUntil() <= progress.lastId()) {
            return CompletableFuture.completedFuture(loaded(channel));
        }
        ChannelState cleaned = channel.withImported(progress.cleaned());
        return fence(channel, progress, Buckets.of(progress.lastId()), tenure)
                .thenCompose(fenced -> channels.progress(channel, cleaned))
                .thenApply(applied -> {
                    if (!applied) {
                        tenure.check();
                        throw new IllegalStateException(
                                "import progress of channel " + channel.channelId() + " was changed beside its owner");
                    }
                    return loaded(cleaned);
                });
    }

    private CompletionStage<Void> fence(
            ChannelState channel, ImportProgress progress, int fromBucket, SlotTenure tenure) {
        int last = Buckets.of(progress.writingUntil());
        int until = Math.min(last, fromBucket + FENCES_AT_ONCE - 1);
        List<CompletableFuture<?>> writes = new ArrayList<>();
        for (int bucket = fromBucket; bucket <= until; bucket++) {
            writes.add(messages.fence(
                            channel.channelId(),
                            bucket,
                            progress.lastId(),
                            progress.writingUntil(),
                            List.of(),
                            tenure.fenceTimestamp())
                    .toCompletableFuture());
        }
        CompletableFuture<Void> fenced = CompletableFuture.allOf(writes.toArray(CompletableFuture<?>[]::new));
        return until == last ? fenced : fenced.thenCompose(done -> fence(channel, progress, until + 1, tenure));
    }

    private static LoadedChannel loaded(ChannelState channel) {
        ImportProgress progress = channel.imported();
        return new LoadedChannel(channel, progress == null ? 0 : progress.lastId(), new DedupWindow(), List.of());
    }
}
