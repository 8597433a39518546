package chat.core.message;

import chat.message.v1.Message;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Keeps messages. Writes are idempotent; one that fails with STORE_UNAVAILABLE may have happened, or may still happen. Safe from any thread.
 */
public interface MessageStore {
    /** Writes messages of one bucket as one mutation: all or none of it, on each replica. Key: (channel_id, bucket). */
    CompletionStage<Void> write(List<Message> messages, long timestamp);

    /**
     * Deletes what was or will be written with an earlier timestamp to ids above {@code afterId}, up to {@code untilId}, and writes rows again, as
     * one mutation. Key: (channel_id, bucket).
     *
     * @param again messages of this bucket at or below {@code afterId}; may be empty
     */
    CompletionStage<Void> fence(
            long channelId, int bucket, long afterId, long untilId, List<Message> again, long timestamp);

    /** One message. Key: (channel_id, bucket). */
    CompletionStage<Optional<Message>> find(long channelId, long messageId);

    /**
     * Messages of one bucket with ids between two, both left out. Fewer than {@code limit} may come though there are more: when they have many bytes.
     * Key: (channel_id, bucket).
     *
     * @param newestFirst from the greatest id down; false: from the smallest id up
     */
    CompletionStage<RowPage> rows(
            long channelId, int bucket, long aboveId, long belowId, boolean newestFirst, int limit);

    /** Names of messages of one bucket with ids between two, both left out, newest first. Key: (channel_id, bucket). */
    CompletionStage<List<SentKey>> sentKeys(long channelId, int bucket, long aboveId, long belowId, int limit);

    /** Notes that a bucket may hold messages. Key: channel_id. */
    CompletionStage<Void> addBucket(long channelId, int bucket, long timestamp);

    /** Buckets that may hold messages, from one on, itself included, in a direction. Key: channel_id. */
    CompletionStage<List<Integer>> buckets(long channelId, int from, boolean older, int limit);

    /**
     * Rows of one bucket.
     *
     * @param more true when there may be more in this bucket
     */
    record RowPage(List<MessageRow> rows, boolean more) {}
}
