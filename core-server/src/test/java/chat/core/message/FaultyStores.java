package chat.core.message;

import chat.error.v1.ErrorReason;
import chat.message.v1.Message;
import chat.runtime.error.ChatException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A message store whose row writes fail, hang or arrive late as a test says; everything else is as in memory. */
public final class FaultyStores implements MessageStore {
    /** What becomes of a write of rows. */
    public enum Fate {
        /** Applied and answered. */
        APPLIED,
        /** Applied, and answered with a time-out. */
        APPLIED_UNKNOWN,
        /** Not applied, and answered with a time-out. */
        DROPPED_UNKNOWN,
        /** Neither, until {@link #releaseHeld}. */
        HELD
    }

    /** A write that is on its way. */
    private record Held(List<Message> messages, long timestamp, CompletableFuture<Void> answer) {}

    final InMemoryMessageStore stored;
    private final ArrayDeque<Fate> fates = new ArrayDeque<>();
    private final List<Held> held = new ArrayList<>();

    @Nullable
    Runnable beforeWrite;

    int writes;

    FaultyStores(InMemoryMessageStore stored) {
        this.stored = stored;
    }

    /** The next writes' fates, one each; those after them are applied. */
    public void next(Fate... next) {
        fates.addAll(List.of(next));
    }

    /** The held writes arrive. */
    public void releaseHeld() {
        List<Held> now = new ArrayList<>(held);
        held.clear();
        for (Held write : now) {
            var unused = stored.write(write.messages(), write.timestamp());
            write.answer().complete(null);
        }
    }

    public int heldWrites() {
        return held.size();
    }

    @Override
    public CompletionStage<Void> write(List<Message> messages, long timestamp) {
        writes++;
        Fate fate = fates.isEmpty() ? Fate.APPLIED : fates.removeFirst();
        if (beforeWrite != null) {
            beforeWrite.run();
        }
        return switch (fate) {
            case APPLIED -> stored.write(messages, timestamp);
            case APPLIED_UNKNOWN -> stored.write(messages, timestamp).thenCompose(done -> unknown());
            case DROPPED_UNKNOWN -> unknown();
            case HELD -> {
                CompletableFuture<Void> answer = new CompletableFuture<>();
                held.add(new Held(List.copyOf(messages), timestamp, answer));
                yield answer;
            }
        };
    }

    private static CompletionStage<Void> unknown() {
        return CompletableFuture.failedFuture(
                new ChatException(ErrorReason.ERROR_REASON_STORE_UNAVAILABLE, "timed out"));
    }

    @Override
    public CompletionStage<Void> fence(
            long channelId, int bucket, long afterId, long untilId, List<Message> again, long timestamp) {
        return stored.fence(channelId, bucket, afterId, untilId, again, timestamp);
    }

    @Override
    public CompletionStage<Optional<Message>> find(long channelId, long messageId) {
        return stored.find(channelId, messageId);
    }

    @Override
    public CompletionStage<RowPage> rows(
            long channelId, int bucket, long aboveId, long belowId, boolean newestFirst, int limit) {
        return stored.rows(channelId, bucket, aboveId, belowId, newestFirst, limit);
    }

    @Override
    public CompletionStage<List<SentKey>> sentKeys(long channelId, int bucket, long aboveId, long belowId, int limit) {
        return stored.sentKeys(channelId, bucket, aboveId, belowId, limit);
    }

    @Override
    public CompletionStage<Void> addBucket(long channelId, int bucket, long timestamp) {
        return stored.addBucket(channelId, bucket, timestamp);
    }

    @Override
    public CompletionStage<List<Integer>> buckets(long channelId, int from, boolean older, int limit) {
        return stored.buckets(channelId, from, older, limit);
    }
}
