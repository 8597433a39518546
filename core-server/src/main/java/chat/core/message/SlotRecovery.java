package chat.core.message;

import chat.core.fanout.FanOutStore;
import chat.core.fanout.SlotProgress;
import chat.core.fanout.Windows;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes the fan-out that former owners of one slot left unfinished: loads each channel that is marked since their checkpoint, which repeats it. A few
 * channels at a time; one that fails is tried again. The checkpoint stays where it is until all are through. Slot thread only.
 */
final class SlotRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(SlotRecovery.class);
    private static final int CHANNELS_AT_ONCE = 16;
    private static final int WINDOWS_AT_ONCE = 64;
    /** Marks expire after 7 days. */
    private static final long MAX_WINDOWS = 7L * 24 * 60;

    private static final long RETRY_MILLIS = 200;

    private final SlotConversations conversations;
    private final SlotProgress.Run run;
    private final ArrayDeque<Long> waiting;
    private final int channels;
    private final long startedNanos = System.nanoTime();
    private int open;

    private SlotRecovery(SlotConversations conversations, SlotProgress.Run run, Collection<Long> channelIds) {
        this.conversations = conversations;
        this.run = run;
        waiting = new ArrayDeque<>(channelIds);
        channels = channelIds.size();
        open = channels;
    }

    /** The channels that may have messages above the checkpoint. On any thread. */
    static CompletionStage<Collection<Long>> marked(FanOutStore store, int slot, SlotHistory history) {
        long last = history.highestWindow();
        long first = Math.max(Windows.of(history.completeThrough()), last - MAX_WINDOWS);
        return marked(store, slot, first, last, new TreeSet<>());
    }

    private static CompletionStage<Collection<Long>> marked(
            FanOutStore store, int slot, long first, long last, Collection<Long> found) {
        if (first > last) {
            return CompletableFuture.completedFuture(found);
        }
        List<CompletableFuture<List<Long>>> reads = new ArrayList<>();
        long until = Math.min(last, first + WINDOWS_AT_ONCE - 1);
        for (long window = first; window <= until; window++) {
            reads.add(store.marked(slot, window).toCompletableFuture());
        }
        return CompletableFuture.allOf(reads.toArray(CompletableFuture<?>[]::new))
                .thenCompose(done -> {
                    reads.forEach(read -> found.addAll(read.join()));
                    return marked(store, slot, until + 1, last, found);
                });
    }

    /** Starts; before the slot admits anything. */
    static void start(SlotConversations conversations, SlotHistory history, Collection<Long> channelIds) {
        if (channelIds.isEmpty()) {
            return;
        }
        SlotContext slot = conversations.slot();
        SlotProgress.Run run = slot.progress().recover(history.completeThrough(), channelIds.size());
        slot.metrics().recovering(channelIds.size());
        SlotRecovery recovery = new SlotRecovery(conversations, run, channelIds);
        for (int i = 0; i < CHANNELS_AT_ONCE; i++) {
            recovery.next();
        }
    }

    private void next() {
        Long channelId = waiting.pollFirst();
        if (channelId != null) {
            recover(channelId);
        }
    }

    private void recover(long channelId) {
        if (conversations.ended()) {
            return;
        }
        CompletionStage<Boolean> opened;
        try {
            opened = conversations.conversation(channelId).opened();
        } catch (RuntimeException noRoom) {
            opened = CompletableFuture.failedFuture(noRoom);
        }
        var unused = opened.whenCompleteAsync(
                (found, failure) -> {
                    if (failure == null) {
                        recovered();
                    } else if (!conversations.ended()) {
                        var unusedToo = conversations
                                .slot()
                                .thread()
                                .schedule(() -> recover(channelId), RETRY_MILLIS, TimeUnit.MILLISECONDS);
                    }
                },
                conversations.slot().thread());
    }

    private void recovered() {
        run.completeOne();
        conversations.slot().metrics().recovering(-1);
        open--;
        if (open == 0) {
            double seconds = (System.nanoTime() - startedNanos) / 1e9;
            conversations.slot().metrics().slotRecovered(seconds);
            LOG.info(
                    "fanout.recovered slot={} epoch={} channels={} seconds={}",
                    conversations.slot().tenure().slot(),
                    conversations.slot().tenure().epoch(),
                    channels,
                    seconds);
        }
        next();
    }

    /** Channels that were not through when the tenure ended. */
    int open() {
        return open;
    }
}
