package chat.core.inbox;

import chat.core.cassandra.Cassandra;
import chat.core.slot.SlotTenure;
import com.datastax.driver.core.BatchStatement;
import com.datastax.driver.core.BoundStatement;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.ResultSet;
import com.datastax.driver.core.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Finds and fences the end of an inbox (ADR 0003): reads the newest bucket's tail, then deletes beyond it whatever earlier epochs may still write,
 * and writes the last write again where an earlier owner's late fence could delete it. Safe from any thread.
 */
final class InboxOpener {
    /** More than any write: a quorum read repairs what it returns, so the last write is whole on a quorum afterwards. */
    private static final int TAIL = 2 * InboxStore.MAX_ENTRIES_PER_WRITE;

    private final Cassandra cassandra;
    private final Insert insert;
    private final PreparedStatement selectBucket;
    private final PreparedStatement selectTail;
    private final PreparedStatement fence;
    private final PreparedStatement fenceBucket;

    /** Binds the insertion of one entry. */
    interface Insert {
        BoundStatement bind(long userId, InboxEntry entry, long timestamp);
    }

    /** The tail of one bucket, newest first, each entry with its write timestamp. */
    private record Tail(List<InboxEntry> entries, List<Long> timestamps) {
        boolean isEmpty() {
            return entries.isEmpty();
        }

        long last() {
            return entries.get(0).position();
        }
    }

    InboxOpener(Cassandra cassandra, Insert insert) {
        this.cassandra = cassandra;
        this.insert = insert;
        this.selectBucket = cassandra.prepareIdempotent("SELECT bucket FROM %s.inbox_buckets WHERE user_id = ?");
        this.selectTail = cassandra.prepareIdempotent(
                "SELECT position, channel_id, message_id, max_message_id, message, writetime(message_id)"
                        + " FROM %s.inbox_entries WHERE user_id = ? AND bucket = ? ORDER BY position DESC LIMIT "
                        + TAIL);
        this.fence = cassandra.prepareIdempotent(
                "DELETE FROM %s.inbox_entries USING TIMESTAMP ? WHERE user_id = ? AND bucket = ? AND position > ?");
        this.fenceBucket =
                cassandra.prepareIdempotent("DELETE FROM %s.inbox_buckets USING TIMESTAMP ? WHERE user_id = ?");
    }

    CompletionStage<InboxEnd> open(long userId, long seenPosition, SlotTenure tenure) {
        return cassandra.execute(selectBucket.bind(userId)).thenCompose(rows -> {
            Row row = rows.one();
            if (row == null) {
                // or an earlier owner's late first marker would make the next load take the inbox for expired
                return cassandra
                        .write(fenceBucket.bind(tenure.fenceTimestamp(), userId))
                        .thenCompose(fenced -> fenced(userId, new Tail(List.of(), List.of()), 0, seenPosition, tenure));
            }
            long newest = row.getLong(0);
            return tail(userId, newest).thenCompose(tail -> {
                if (!tail.isEmpty()) {
                    return fenced(userId, tail, tail.last(), seenPosition, tenure);
                }
                return newest == 0
                        ? fenced(userId, tail, CassandraInboxStore.endOf(0), seenPosition, tenure)
                        : endOfTheBucketBelow(userId, newest, seenPosition, tenure);
            });
        });
    }

    /** The newest bucket has no row: either its first one was never written, or everything has expired. */
    private CompletionStage<InboxEnd> endOfTheBucketBelow(
            long userId, long newest, long seenPosition, SlotTenure tenure) {
        return tail(userId, newest - 1)
                .thenCompose(below -> fenced(
                        userId,
                        below,
                        CassandraInboxStore.endOf(below.isEmpty() ? newest : newest - 1),
                        seenPosition,
                        tenure));
    }

    private CompletionStage<Tail> tail(long userId, long bucket) {
        return cassandra.execute(selectTail.bind(userId, bucket)).thenApply(InboxOpener::tail);
    }

    private static Tail tail(ResultSet rows) {
        Tail tail = new Tail(new ArrayList<>(TAIL), new ArrayList<>(TAIL));
        for (Row row : rows) {
            tail.entries().add(CassandraInboxStore.entry(row));
            tail.timestamps().add(row.getLong(5));
        }
        return tail;
    }

    /** @param found where the rows end; the inbox ends there, or at the end of the bucket of what was seen if that is further */
    private CompletionStage<InboxEnd> fenced(long userId, Tail tail, long found, long seenPosition, SlotTenure tenure) {
        long last = seenPosition > found ? CassandraInboxStore.endOf(CassandraInboxStore.bucket(seenPosition)) : found;
        long nextBucket = CassandraInboxStore.bucket(last + 1);
        long bucketOfRows = CassandraInboxStore.bucket(tail.isEmpty() ? last : tail.last());
        BatchStatement next = CassandraInboxStore.unlogged();
        fence(next, userId, nextBucket, last, tenure);
        // one mutation a partition: what is written again may be too large for a batch over two
        BatchStatement ofRows = next;
        if (bucketOfRows != nextBucket) {
            ofRows = CassandraInboxStore.unlogged();
            long lastRow = tail.isEmpty() ? bucketOfRows * CassandraInboxStore.BUCKET - 1 : tail.last();
            fence(ofRows, userId, bucketOfRows, lastRow, tenure);
        }
        adopt(ofRows, userId, tail, tenure);
        CompletionStage<Void> fenced = cassandra.write(next);
        if (ofRows != next) {
            BatchStatement second = ofRows;
            fenced = fenced.thenCompose(done -> cassandra.write(second));
        }
        List<InboxEntry> oldestFirst = new ArrayList<>(tail.entries());
        Collections.reverse(oldestFirst);
        return fenced.thenApply(durable -> new InboxEnd(last, denseEnd(oldestFirst)));
    }

    private void fence(BatchStatement batch, long userId, long bucket, long after, SlotTenure tenure) {
        batch.add(fence.bind(tenure.fenceTimestamp(), userId, bucket, after));
    }

    /**
     * Writes the last write again under this tenure's timestamp: a fence that an owner in between, or an earlier attempt of this one, sent before that write
     * surfaced, and that arrives only now, would take it away.
     */
    private void adopt(BatchStatement batch, long userId, Tail tail, SlotTenure tenure) {
        if (tail.isEmpty()) {
            return;
        }
        long last = tail.timestamps().get(0);
        if (last >> SlotTenure.TIMESTAMP_COUNTER_BITS == tenure.epoch()) {
            return;
        }
        long timestamp = tenure.nextWriteTimestamp();
        for (int i = 0; i < tail.entries().size() && tail.timestamps().get(i) == last; i++) {
            batch.add(insert.bind(userId, tail.entries().get(i), timestamp));
        }
    }

    /** The entries behind the last gap, if there is one. */
    private static List<InboxEntry> denseEnd(List<InboxEntry> oldestFirst) {
        for (int i = oldestFirst.size() - 1; i > 0; i--) {
            if (oldestFirst.get(i).position() != oldestFirst.get(i - 1).position() + 1) {
                return oldestFirst.subList(i, oldestFirst.size());
            }
        }
        return oldestFirst;
    }
}
