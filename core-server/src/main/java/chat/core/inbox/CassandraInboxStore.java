package chat.core.inbox;

import chat.core.cassandra.Cassandra;
import chat.core.slot.SlotTenure;
import com.datastax.driver.core.BatchStatement;
import com.datastax.driver.core.BoundStatement;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.Row;
import com.datastax.driver.core.Statement;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@link InboxStore} in {@code inbox_entries} (partition: user_id, bucket) and {@code inbox_buckets} (partition: user_id).
 *
 * <p>A write lies in one bucket, so it is one mutation of one partition: a replica has all or none of it. Writes of many users travel in unlogged batches.
 */
final class CassandraInboxStore implements InboxStore {
    /** Positions of a bucket. Part of the data format. */
    static final int BUCKET = 1_000;

    private final Cassandra cassandra;
    private final InboxBatches batches;
    private final InboxOpener opener;
    private final PreparedStatement insert;
    private final PreparedStatement insertReference;
    private final PreparedStatement insertBucket;
    private final PreparedStatement selectPage;
    private final PreparedStatement selectAny;
    private final PreparedStatement selectBack;
    private final int ttlSeconds;

    CassandraInboxStore(Cassandra cassandra, Duration timeToLive) {
        this.cassandra = cassandra;
        this.batches = new InboxBatches(cassandra);
        this.ttlSeconds = Math.toIntExact(timeToLive.toSeconds());
        this.insert = cassandra.prepareIdempotent(
                "INSERT INTO %s.inbox_entries (user_id, bucket, position, channel_id, message_id, max_message_id, message)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?");
        this.insertReference = cassandra.prepareIdempotent(
                "INSERT INTO %s.inbox_entries (user_id, bucket, position, channel_id, message_id, max_message_id)"
                        + " VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?");
        this.insertBucket = cassandra.prepareIdempotent(
                "INSERT INTO %s.inbox_buckets (user_id, bucket) VALUES (?, ?) USING TIMESTAMP ?");
        this.selectPage = cassandra.prepareIdempotent(
                "SELECT position, channel_id, message_id, max_message_id, message FROM %s.inbox_entries"
                        + " WHERE user_id = ? AND bucket = ? AND position > ? AND position <= ? LIMIT ?");
        this.selectAny = cassandra.prepareIdempotent(
                "SELECT position FROM %s.inbox_entries WHERE user_id = ? AND bucket = ? LIMIT 1");
        this.selectBack = cassandra.prepareIdempotent(
                "SELECT position, channel_id, message_id, max_message_id FROM %s.inbox_entries"
                        + " WHERE user_id = ? AND bucket = ? AND position < ? ORDER BY position DESC LIMIT ?");
        this.opener = new InboxOpener(cassandra, this::insert);
    }

    static long bucket(long position) {
        return position / BUCKET;
    }

    /** The last position of a bucket. */
    static long endOf(long bucket) {
        return (bucket + 1) * BUCKET - 1;
    }

    @Override
    public CompletionStage<InboxEnd> open(long userId, long seenPosition, SlotTenure tenure) {
        return opener.open(userId, seenPosition, tenure);
    }

    @Override
    public int room(long position) {
        return (int) Math.min(MAX_ENTRIES_PER_WRITE, endOf(bucket(position)) - position + 1);
    }

    @Override
    public void append(List<InboxWrite> writes, WriteListener done) {
        List<InboxWrite> plain = new ArrayList<>(writes.size());
        for (InboxWrite write : writes) {
            long first = write.entries().get(0).position();
            if (first % BUCKET == 0 || first == 1) {
                beginBucket(write, bucket(first), done);
            } else {
                plain.add(write);
            }
        }
        batches.write(plain, this::inserts, done);
    }

    /** The marker is durable before the bucket's first row is sent, so a load never misses a bucket. */
    private void beginBucket(InboxWrite write, long bucket, WriteListener done) {
        cassandra
                .write(insertBucket.bind(write.userId(), bucket, write.timestamp()))
                .whenComplete((marked, failure) -> {
                    if (failure != null) {
                        done.finished(List.of(write), failure);
                    } else {
                        batches.write(List.of(write), this::inserts, done);
                    }
                });
    }

    private List<BoundStatement> inserts(InboxWrite write) {
        List<BoundStatement> inserts = new ArrayList<>(write.entries().size());
        for (InboxEntry entry : write.entries()) {
            inserts.add(insert(write.userId(), entry, write.timestamp()));
        }
        return inserts;
    }

    private BoundStatement insert(long userId, InboxEntry entry, long timestamp) {
        ByteString message = entry.message();
        return message == null
                ? insertReference.bind(
                        userId,
                        bucket(entry.position()),
                        entry.position(),
                        entry.channelId(),
                        entry.messageId(),
                        entry.maxMessageId(),
                        timestamp,
                        ttlSeconds)
                : insert.bind(
                        userId,
                        bucket(entry.position()),
                        entry.position(),
                        entry.channelId(),
                        entry.messageId(),
                        entry.maxMessageId(),
                        message.asReadOnlyByteBuffer(),
                        timestamp,
                        ttlSeconds);
    }

    @Override
    public CompletionStage<List<InboxEntry>> read(long userId, long after, long upTo, int limit) {
        long bucket = bucket(after + 1);
        return select(selectPage.bind(userId, bucket, after, upTo, limit)).thenCompose(found -> {
            if (!found.isEmpty() || bucket >= bucket(upTo)) {
                return CompletableFuture.completedFuture(dense(found));
            }
            return firstBucket(userId, bucket + 1, bucket(upTo))
                    .thenCompose(first -> first < 0
                            ? CompletableFuture.completedFuture(List.of())
                            : select(selectPage.bind(userId, first, first * BUCKET - 1, upTo, limit))
                                    .thenApply(CassandraInboxStore::dense));
        });
    }

    /** The first of some buckets that has a row, or -1. Entries expire oldest first, so bisection finds it. */
    private CompletionStage<Long> firstBucket(long userId, long from, long to) {
        return hasRows(userId, to)
                .thenCompose(last -> last ? bisect(userId, from, to) : CompletableFuture.completedFuture(-1L));
    }

    /** @param to a bucket that has rows */
    private CompletionStage<Long> bisect(long userId, long from, long to) {
        if (from == to) {
            return CompletableFuture.completedFuture(to);
        }
        long middle = from + (to - from) / 2;
        return hasRows(userId, middle)
                .thenCompose(has -> has ? bisect(userId, from, middle) : bisect(userId, middle + 1, to));
    }

    private CompletionStage<Boolean> hasRows(long userId, long bucket) {
        return cassandra.execute(selectAny.bind(userId, bucket)).thenApply(rows -> rows.one() != null);
    }

    @Override
    public CompletionStage<List<InboxEntry>> readBack(long userId, long before, int limit) {
        long bucket = bucket(before - 1);
        return select(selectBack.bind(userId, bucket, before, limit))
                .thenCompose(found -> found.isEmpty() && bucket > 0
                        ? select(selectBack.bind(userId, bucket - 1, before, limit))
                        : CompletableFuture.completedFuture(found));
    }

    private CompletionStage<List<InboxEntry>> select(Statement statement) {
        // the limit is below the driver's page size, so the first page is all of it
        return cassandra.execute(statement).thenApply(rows -> {
            List<InboxEntry> entries = new ArrayList<>(rows.getAvailableWithoutFetching());
            for (Row row : rows) {
                entries.add(entry(row));
            }
            return entries;
        });
    }

    static InboxEntry entry(Row row) {
        return new InboxEntry(row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3), message(row));
    }

    private static @Nullable ByteString message(Row row) {
        ByteBuffer bytes = row.getColumnDefinitions().contains("message") ? row.getBytesUnsafe("message") : null;
        return bytes == null ? null : ByteString.copyFrom(bytes);
    }

    /** Ends the list at the first gap: what follows it is read from there on. */
    private static List<InboxEntry> dense(List<InboxEntry> entries) {
        for (int i = 1; i < entries.size(); i++) {
            if (entries.get(i).position() != entries.get(i - 1).position() + 1) {
                return entries.subList(0, i);
            }
        }
        return entries;
    }

    /** A batch that is sent as one request. */
    static BatchStatement unlogged() {
        BatchStatement batch = new BatchStatement(BatchStatement.Type.UNLOGGED);
        batch.setIdempotent(true);
        return batch;
    }
}
