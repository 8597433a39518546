package chat.core.fanout;

import chat.core.cassandra.Cassandra;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.ResultSet;
import com.datastax.driver.core.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code fanout_marks} and {@code fanout_checkpoints}. */
final class CassandraFanOutStore implements FanOutStore {
    private static final int PAGE = 5_000;

    private final Cassandra cassandra;
    private final PreparedStatement mark;
    private final PreparedStatement marked;
    private final PreparedStatement checkpoint;
    private final PreparedStatement checkpoints;
    private final PreparedStatement forget;

    CassandraFanOutStore(Cassandra cassandra) {
        this.cassandra = cassandra;
        mark = cassandra.prepareIdempotent(
                "INSERT INTO %s.fanout_marks (slot, time_window, channel_id) VALUES (?, ?, ?) USING TIMESTAMP ?");
        marked = cassandra.prepareIdempotent(
                "SELECT channel_id FROM %s.fanout_marks WHERE slot = ? AND time_window = ?");
        checkpoint = cassandra.prepareIdempotent("INSERT INTO %s.fanout_checkpoints"
                + " (slot, epoch, complete_through, highest_window) VALUES (?, ?, ?, ?) USING TIMESTAMP ?");
        checkpoints = cassandra.prepareIdempotent("SELECT epoch, complete_through, highest_window"
                + " FROM %s.fanout_checkpoints WHERE slot = ? ORDER BY epoch DESC LIMIT " + KEPT_EPOCHS);
        forget = cassandra.prepareIdempotent(
                "DELETE FROM %s.fanout_checkpoints USING TIMESTAMP ? WHERE slot = ? AND epoch < ?");
    }

    @Override
    public CompletionStage<Void> mark(int slot, long window, long channelId, long timestamp) {
        return cassandra.write(mark.bind(slot, window, channelId, timestamp));
    }

    @Override
    public CompletionStage<List<Long>> marked(int slot, long window) {
        return cassandra
                .execute(marked.bind(slot, window).setFetchSize(PAGE))
                .thenCompose(rows -> collect(rows, new ArrayList<>()));
    }

    private CompletionStage<List<Long>> collect(ResultSet rows, List<Long> channels) {
        for (int left = rows.getAvailableWithoutFetching(); left > 0; left--) {
            channels.add(rows.one().getLong(0));
        }
        if (rows.isFullyFetched()) {
            return CompletableFuture.completedFuture(channels);
        }
        return cassandra.fetchMore(rows).thenCompose(more -> collect(more, channels));
    }

    @Override
    public CompletionStage<Void> checkpoint(int slot, Checkpoint at, long timestamp) {
        return cassandra.write(checkpoint.bind(slot, at.epoch(), at.completeThrough(), at.highestWindow(), timestamp));
    }

    @Override
    public CompletionStage<List<Checkpoint>> checkpoints(int slot) {
        return cassandra.execute(checkpoints.bind(slot)).thenApply(rows -> {
            List<Checkpoint> found = new ArrayList<>();
            for (Row row : rows) {
                found.add(new Checkpoint(row.getLong(0), row.getLong(1), row.getLong(2)));
            }
            return found;
        });
    }

    @Override
    public CompletionStage<Void> forget(int slot, long belowEpoch, long timestamp) {
        return cassandra.write(forget.bind(timestamp, slot, belowEpoch));
    }
}
