package chat.core.message;

import chat.core.messageid.IdLayout;
import chat.message.v1.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads history both ways. It jumps over the time without messages, and cuts a page that has many bytes. Safe from any thread. */
public final class MessageHistory implements MessageReader {
    private static final int BUCKETS_AT_ONCE = 16;
    private static final long PAGE_BYTES = 2 << 20;

    private final MessageStore store;

    public MessageHistory(MessageStore store) {
        this.store = store;
    }

    /**
     * Some messages in a row.
     *
     * @param more true when there are more in this direction
     */
    public record Page(List<Message> messages, boolean more) {}

    /** One way through one channel. */
    private record Walk(
            long channelId, boolean older, long aboveId, long belowId, int limit, List<Message> found, long bytes) {
        Walk withBytes(long now) {
            return new Walk(channelId, older, aboveId, belowId, limit, found, now);
        }
    }

    @Override
    public CompletionStage<Optional<Message>> find(long channelId, long messageId) {
        return store.find(channelId, messageId);
    }

    @Override
    public CompletionStage<List<Message>> list(long channelId, long fromId, boolean older, int limit) {
        return page(channelId, fromId, older, 0, limit).thenApply(Page::messages);
    }

    /** The id to start from, itself left out, for a list that starts at a time, itself included. */
    public static long startAt(long timeMillis, boolean older) {
        long last = IdLayout.timeMillis(Long.MAX_VALUE);
        if (timeMillis >= last) {
            return Long.MAX_VALUE;
        }
        return older ? IdLayout.floorOf(timeMillis + 1) : Math.max(0, IdLayout.floorOf(timeMillis) - 1);
    }

    /**
     * Up to {@code limit} messages next to an id, itself left out.
     *
     * @param older true: ids below {@code fromId}, newest first; false: ids above it, oldest first
     * @param lowestId nothing below it is shown
     */
    public CompletionStage<Page> page(long channelId, long fromId, boolean older, long lowestId, int limit) {
        long above = older ? lowestId - 1 : Math.max(fromId, lowestId - 1);
        long below = older ? fromId : Long.MAX_VALUE;
        // one more than asked tells whether there are more
        Walk walk = new Walk(channelId, older, above, below, limit + 1, new ArrayList<>(), 0);
        return walk(walk, Buckets.of(older ? below : Math.max(0, above)));
    }

    private CompletionStage<Page> walk(Walk walk, int fromBucket) {
        return store.buckets(walk.channelId(), fromBucket, walk.older(), BUCKETS_AT_ONCE)
                .thenCompose(buckets -> walk(walk, buckets, 0));
    }

    private CompletionStage<Page> walk(Walk walk, List<Integer> buckets, int index) {
        if (index == buckets.size()) {
            return buckets.size() < BUCKETS_AT_ONCE
                    ? CompletableFuture.completedFuture(new Page(walk.found(), false))
                    : walk(walk, buckets.get(index - 1) + (walk.older() ? -1 : 1));
        }
        int bucket = buckets.get(index);
        if (walk.older() && bucket < Buckets.of(Math.max(0, walk.aboveId()))) {
            return CompletableFuture.completedFuture(new Page(walk.found(), false));
        }
        int wanted = walk.limit() - walk.found().size();
        return store.rows(walk.channelId(), bucket, walk.aboveId(), walk.belowId(), walk.older(), wanted)
                .thenCompose(page -> {
                    long bytes = walk.bytes();
                    for (MessageRow row : page.rows()) {
                        bytes += row.message().getSerializedSize();
                        if (walk.found().size() == walk.limit() - 1
                                || (bytes > PAGE_BYTES && !walk.found().isEmpty())) {
                            return CompletableFuture.completedFuture(new Page(walk.found(), true));
                        }
                        walk.found().add(row.message());
                    }
                    return page.more()
                            ? CompletableFuture.completedFuture(new Page(walk.found(), true))
                            : walk(walk.withBytes(bytes), buckets, index + 1);
                });
    }
}
