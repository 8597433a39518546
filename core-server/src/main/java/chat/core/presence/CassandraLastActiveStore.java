package chat.core.presence;

import chat.core.cassandra.Cassandra;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.Row;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** {@link LastActiveStore} in {@code last_active} (partition: user_id); the time is the write timestamp too, so the latest wins. */
final class CassandraLastActiveStore implements LastActiveStore {
    private final Cassandra cassandra;
    private final PreparedStatement select;
    private final PreparedStatement insert;

    CassandraLastActiveStore(Cassandra cassandra) {
        this.cassandra = cassandra;
        this.select = cassandra.prepareIdempotent("SELECT at_millis FROM %s.last_active WHERE user_id = ?");
        this.insert = cassandra.prepareIdempotent(
                "INSERT INTO %s.last_active (user_id, at_millis) VALUES (?, ?) USING TIMESTAMP ?");
    }

    @Override
    public CompletionStage<OptionalLong> read(long userId) {
        return cassandra.execute(select.bind(userId)).thenApply(rows -> {
            Row row = rows.one();
            return row == null ? OptionalLong.empty() : OptionalLong.of(row.getLong(0));
        });
    }

    @Override
    public CompletionStage<Void> write(long userId, long atMillis) {
        return cassandra.write(insert.bind(userId, atMillis, atMillis * 1_000));
    }
}
