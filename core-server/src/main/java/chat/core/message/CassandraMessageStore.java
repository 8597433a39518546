package chat.core.message;

import chat.core.cassandra.Cassandra;
import chat.core.messageid.IdLayout;
import chat.message.v1.Message;
import com.datastax.driver.core.BatchStatement;
import com.datastax.driver.core.BoundStatement;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.ResultSet;
import com.datastax.driver.core.Row;
import com.datastax.driver.core.Statement;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code messages} and {@code channel_buckets}. */
public final class CassandraMessageStore implements MessageStore {
    /** A page of the longest texts takes 64 times 400 kB of memory for a moment. */
    private static final int FETCH_ROWS = 64;

    private static final int FETCH_KEYS = 5_000;
    /** A page is cut when its texts have more bytes: gRPC messages are limited to 4 MiB. */
    private static final long PAGE_BYTES = 2 << 20;

    private static final String COLUMNS =
            "message_id, sender_id, sender_device_id, client_message_id, text, change, WRITETIME(sender_id)";
    private static final String RANGE = " WHERE channel_id = ? AND bucket = ? AND message_id > ? AND message_id < ?";

    private final Cassandra cassandra;
    private final PreparedStatement insert;
    private final PreparedStatement fence;
    private final PreparedStatement find;
    private final PreparedStatement newest;
    private final PreparedStatement oldest;
    private final PreparedStatement keys;
    private final PreparedStatement addBucket;
    private final PreparedStatement bucketsOlder;
    private final PreparedStatement bucketsNewer;

    public CassandraMessageStore(Cassandra cassandra) {
        this.cassandra = cassandra;
        insert = cassandra.prepareIdempotent(
                "INSERT INTO %s.messages (channel_id, bucket, message_id, sender_id,"
                        + " sender_device_id, client_message_id, text, change) VALUES (?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?");
        fence = cassandra.prepareIdempotent("DELETE FROM %s.messages USING TIMESTAMP ?"
                + " WHERE channel_id = ? AND bucket = ? AND message_id > ? AND message_id <= ?");
        find = cassandra.prepareIdempotent(
                "SELECT " + COLUMNS + " FROM %s.messages WHERE channel_id = ? AND bucket = ? AND message_id = ?");
        newest = cassandra.prepareIdempotent(
                "SELECT " + COLUMNS + " FROM %s.messages" + RANGE + " ORDER BY message_id DESC LIMIT ?");
        oldest = cassandra.prepareIdempotent(
                "SELECT " + COLUMNS + " FROM %s.messages" + RANGE + " ORDER BY message_id ASC LIMIT ?");
        keys = cassandra.prepareIdempotent("SELECT message_id, sender_device_id, client_message_id FROM %s.messages"
                + RANGE + " ORDER BY message_id DESC LIMIT ?");
        addBucket = cassandra.prepareIdempotent(
                "INSERT INTO %s.channel_buckets (channel_id, bucket) VALUES (?, ?) USING TIMESTAMP ?");
        bucketsOlder = cassandra.prepareIdempotent("SELECT bucket FROM %s.channel_buckets"
                + " WHERE channel_id = ? AND bucket <= ? ORDER BY bucket DESC LIMIT ?");
        bucketsNewer = cassandra.prepareIdempotent("SELECT bucket FROM %s.channel_buckets"
                + " WHERE channel_id = ? AND bucket >= ? ORDER BY bucket ASC LIMIT ?");
    }

    @Override
    public CompletionStage<Void> write(List<Message> messages, long timestamp) {
        if (messages.size() == 1) {
            return cassandra.write(row(messages.get(0), timestamp));
        }
        BatchStatement batch = new BatchStatement(BatchStatement.Type.UNLOGGED);
        messages.forEach(message -> batch.add(row(message, timestamp)));
        return cassandra.write(batch.setIdempotent(true));
    }

    private BoundStatement row(Message message, long timestamp) {
        BoundStatement row = insert.bind()
                .setLong(0, message.getChannelId())
                .setInt(1, Buckets.of(message.getMessageId()))
                .setLong(2, message.getMessageId())
                .setLong(3, message.getSenderId())
                .setLong(4, message.getSenderDeviceId())
                .setString(5, message.getClientMessageId());
        if (message.hasText()) {
            row.setString(6, message.getText());
        } else {
            row.setBytes(7, ByteBuffer.wrap(message.toByteArray()));
        }
        return row.setLong(8, timestamp);
    }

    @Override
    public CompletionStage<Void> fence(
            long channelId, int bucket, long afterId, long untilId, List<Message> again, long timestamp) {
        Statement delete = fence.bind(timestamp, channelId, bucket, afterId, untilId);
        if (again.isEmpty()) {
            return cassandra.write(delete);
        }
        BatchStatement batch = new BatchStatement(BatchStatement.Type.UNLOGGED).add(delete);
        again.forEach(message -> batch.add(row(message, timestamp)));
        return cassandra.write(batch.setIdempotent(true));
    }

    @Override
    public CompletionStage<Optional<Message>> find(long channelId, long messageId) {
        return cassandra
                .execute(find.bind(channelId, Buckets.of(messageId), messageId))
                .thenApply(rows -> Optional.ofNullable(rows.one())
                        .map(row -> messageRow(channelId, row).message()));
    }

    @Override
    public CompletionStage<RowPage> rows(
            long channelId, int bucket, long aboveId, long belowId, boolean newestFirst, int limit) {
        BoundStatement select = (newestFirst ? newest : oldest).bind(channelId, bucket, aboveId, belowId, limit);
        return cassandra
                .execute(select.setFetchSize(Math.min(limit, FETCH_ROWS)))
                .thenCompose(rows -> collect(channelId, rows, new ArrayList<>(), 0, limit));
    }

    private CompletionStage<RowPage> collect(
            long channelId, ResultSet rows, List<MessageRow> found, long bytesBefore, int limit) {
        long bytes = bytesBefore;
        for (int left = rows.getAvailableWithoutFetching(); left > 0; left--) {
            MessageRow row = messageRow(channelId, rows.one());
            bytes += row.message().getSerializedSize();
            if (bytes > PAGE_BYTES && !found.isEmpty()) {
                return CompletableFuture.completedFuture(new RowPage(found, true));
            }
            found.add(row);
        }
        if (found.size() >= limit || rows.isFullyFetched()) {
            return CompletableFuture.completedFuture(new RowPage(found, found.size() >= limit));
        }
        long bytesNow = bytes;
        return cassandra.fetchMore(rows).thenCompose(more -> collect(channelId, more, found, bytesNow, limit));
    }

    private static MessageRow messageRow(long channelId, Row row) {
        ByteBuffer change = row.getBytes(5);
        long timestamp = row.getLong(6);
        if (change != null) {
            try {
                return new MessageRow(Message.parseFrom(change), timestamp);
            } catch (InvalidProtocolBufferException broken) {
                throw new IllegalStateException("messages.change of message " + row.getLong(0), broken);
            }
        }
        long messageId = row.getLong(0);
        Message message = Message.newBuilder()
                .setMessageId(messageId)
                .setChannelId(channelId)
                .setSenderId(row.getLong(1))
                .setSenderDeviceId(row.getLong(2))
                .setClientMessageId(row.getString(3))
                .setSentAtMillis(IdLayout.timeMillis(messageId))
                .setText(row.getString(4))
                .build();
        return new MessageRow(message, timestamp);
    }

    @Override
    public CompletionStage<List<SentKey>> sentKeys(long channelId, int bucket, long aboveId, long belowId, int limit) {
        return cassandra
                .execute(keys.bind(channelId, bucket, aboveId, belowId, limit).setFetchSize(FETCH_KEYS))
                .thenCompose(rows -> collectKeys(rows, new ArrayList<>()));
    }

    private CompletionStage<List<SentKey>> collectKeys(ResultSet rows, List<SentKey> found) {
        for (int left = rows.getAvailableWithoutFetching(); left > 0; left--) {
            Row row = rows.one();
            found.add(new SentKey(row.getLong(0), row.getLong(1), row.getString(2)));
        }
        if (rows.isFullyFetched()) {
            return CompletableFuture.completedFuture(found);
        }
        return cassandra.fetchMore(rows).thenCompose(more -> collectKeys(more, found));
    }

    @Override
    public CompletionStage<Void> addBucket(long channelId, int bucket, long timestamp) {
        return cassandra.write(addBucket.bind(channelId, bucket, timestamp));
    }

    @Override
    public CompletionStage<List<Integer>> buckets(long channelId, int from, boolean older, int limit) {
        return cassandra
                .execute((older ? bucketsOlder : bucketsNewer).bind(channelId, from, limit))
                .thenApply(rows -> {
                    List<Integer> buckets = new ArrayList<>();
                    rows.forEach(row -> buckets.add(row.getInt(0)));
                    return buckets;
                });
    }
}
