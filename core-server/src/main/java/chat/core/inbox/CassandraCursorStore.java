package chat.core.inbox;

import chat.core.cassandra.Cassandra;
import com.datastax.driver.core.BatchStatement;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.Row;
import com.google.common.collect.Lists;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@link CursorStore} in {@code device_cursors} (partition: user_id); the write timestamp is the position. */
final class CassandraCursorStore implements CursorStore {
    /** More partitions in a batch make Cassandra log a warning. */
    private static final int BATCH = 10;

    /** An account has at most 100 devices; what was logged out stays. */
    private static final int MAX_DEVICES = 1_000;

    private final Cassandra cassandra;
    private final PreparedStatement select;
    private final PreparedStatement insert;

    CassandraCursorStore(Cassandra cassandra) {
        this.cassandra = cassandra;
        this.select = cassandra.prepareIdempotent(
                "SELECT device_id, position FROM %s.device_cursors WHERE user_id = ? LIMIT " + MAX_DEVICES);
        this.insert = cassandra.prepareIdempotent(
                "INSERT INTO %s.device_cursors (user_id, device_id, position) VALUES (?, ?, ?) USING TIMESTAMP ?");
    }

    @Override
    public CompletionStage<Map<Long, Long>> read(long userId) {
        return cassandra.execute(select.bind(userId)).thenApply(rows -> {
            Map<Long, Long> cursors = new HashMap<>();
            for (Row row : rows) {
                cursors.put(row.getLong(0), row.getLong(1));
            }
            return cursors;
        });
    }

    @Override
    public CompletionStage<Void> write(List<CursorWrite> cursors) {
        return CompletableFuture.allOf(Lists.partition(cursors, BATCH).stream()
                .map(part -> cassandra.write(batch(part)).toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    private BatchStatement batch(List<CursorWrite> cursors) {
        BatchStatement batch = CassandraInboxStore.unlogged();
        for (CursorWrite cursor : cursors) {
            batch.add(insert.bind(cursor.userId(), cursor.deviceId(), cursor.position(), cursor.position()));
        }
        return batch;
    }
}
