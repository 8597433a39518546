package chat.core.cluster.ownership;

import chat.core.cassandra.Cassandra;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import com.datastax.driver.core.ConsistencyLevel;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.Row;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The table {@code slot_epochs}: key (slot). Conditional updates only. */
final class CassandraSlotEpochs implements SlotEpochs {
    /** Several nodes raise one slot's epoch at once only when claims change quickly. */
    private static final int ATTEMPTS = 10;

    private final Cassandra cassandra;
    private final PreparedStatement read;
    private final PreparedStatement insert;
    private final PreparedStatement raise;

    CassandraSlotEpochs(Cassandra cassandra) {
        this.cassandra = cassandra;
        // key: slot; LOCAL_SERIAL sees every update that may still be decided
        read = cassandra
                .prepareIdempotent("SELECT epoch FROM %s.slot_epochs WHERE slot = ?")
                .setConsistencyLevel(ConsistencyLevel.LOCAL_SERIAL);
        insert = cassandra.prepare("INSERT INTO %s.slot_epochs (slot, epoch, node_id) VALUES (?, ?, ?) IF NOT EXISTS");
        raise = cassandra.prepare("UPDATE %s.slot_epochs SET epoch = ?, node_id = ? WHERE slot = ? IF epoch = ?");
    }

    @Override
    public CompletionStage<Long> raise(int slot, String nodeId) {
        return raise(slot, nodeId, ATTEMPTS);
    }

    private CompletionStage<Long> raise(int slot, String nodeId, int attempts) {
        if (attempts == 0) {
            return CompletableFuture.failedFuture(new ChatException(
                    ErrorReason.ERROR_REASON_STORE_UNAVAILABLE,
                    "the epoch of slot " + slot + " was raised by others " + ATTEMPTS + " times in a row"));
        }
        return cassandra.execute(read.bind(slot)).thenCompose(rows -> {
            Row row = rows.one();
            long next = row == null ? 1 : row.getLong("epoch") + 1;
            CompletionStage<Boolean> applied = row == null
                    ? cassandra.writeIf(insert.bind(slot, next, nodeId))
                    : cassandra.writeIf(raise.bind(next, nodeId, slot, next - 1));
            return applied.thenCompose(
                    mine -> mine ? CompletableFuture.completedFuture(next) : raise(slot, nodeId, attempts - 1));
        });
    }
}
