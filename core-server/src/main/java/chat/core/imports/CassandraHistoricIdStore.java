package chat.core.imports;

import chat.core.cassandra.Cassandra;
import com.datastax.driver.core.BatchStatement;
import com.datastax.driver.core.BoundStatement;
import com.datastax.driver.core.ConsistencyLevel;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.ResultSet;
import com.datastax.driver.core.Row;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code historic_ids}. */
final class CassandraHistoricIdStore implements HistoricIdStore {
    private static final int PAGE = 5_000;

    private final Cassandra cassandra;
    private final PreparedStatement version;
    private final PreparedStatement read;
    private final PreparedStatement raise;
    private final PreparedStatement set;

    CassandraHistoricIdStore(Cassandra cassandra) {
        this.cassandra = cassandra;
        version = cassandra.prepareIdempotent("SELECT version FROM %s.historic_ids WHERE lane = ? AND day = ? LIMIT 1");
        read = cassandra.prepareIdempotent("SELECT millisecond, next_sequence FROM %s.historic_ids"
                + " WHERE lane = ? AND day = ? AND millisecond >= ? AND millisecond <= ?");
        raise = cassandra.prepare("UPDATE %s.historic_ids SET version = ? WHERE lane = ? AND day = ? IF version = ?");
        set = cassandra.prepare(
                "INSERT INTO %s.historic_ids (lane, day, millisecond, next_sequence) VALUES (?, ?, ?, ?)");
    }

    @Override
    public CompletionStage<Day> read(int lane, int day, int fromMillis, int toMillis) {
        // the version first: what is read after it is at least as new, so a reservation on it can't miss one
        BoundStatement first = version.bind(lane, day);
        first.setConsistencyLevel(ConsistencyLevel.LOCAL_SERIAL);
        return cassandra.execute(first).thenCompose(versions -> {
            Row row = versions.one();
            long at = row == null || row.isNull(0) ? 0 : row.getLong(0);
            return cassandra
                    .execute(read.bind(lane, day, fromMillis, toMillis).setFetchSize(PAGE))
                    .thenCompose(rows -> collect(rows, new HashMap<>()))
                    .thenApply(next -> new Day(at, next));
        });
    }

    private CompletionStage<Map<Integer, Integer>> collect(ResultSet rows, Map<Integer, Integer> found) {
        for (int left = rows.getAvailableWithoutFetching(); left > 0; left--) {
            Row row = rows.one();
            found.put(row.getInt(0), row.getInt(1));
        }
        return rows.isFullyFetched()
                ? CompletableFuture.completedFuture(found)
                : cassandra.fetchMore(rows).thenCompose(more -> collect(more, found));
    }

    @Override
    public CompletionStage<Boolean> reserve(int lane, int day, long at, Map<Integer, Integer> nextSequences) {
        BatchStatement batch = new BatchStatement(BatchStatement.Type.UNLOGGED);
        batch.add(raise.bind(at + 1, lane, day, at == 0 ? null : at));
        nextSequences.forEach((millisecond, next) -> batch.add(set.bind(lane, day, millisecond, next)));
        return cassandra.execute(batch).thenApply(ResultSet::wasApplied);
    }
}
