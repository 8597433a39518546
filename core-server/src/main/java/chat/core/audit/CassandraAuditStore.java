package chat.core.audit;

import chat.core.cassandra.Cassandra;
import chat.core.messageid.IdLayout;
import chat.core.thread.InFlight;
import chat.operator.v1.AuditEntry;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.ResultSet;
import com.datastax.driver.core.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code audit_entries}. */
final class CassandraAuditStore implements AuditStore {
    private static final int SHARDS = 4;

    private final Cassandra cassandra;
    private final PreparedStatement add;
    private final PreparedStatement list;

    /** Prepares its statements. Blocks: for start-up only. */
    CassandraAuditStore(Cassandra cassandra) {
        this.cassandra = cassandra;
        add = cassandra.prepareIdempotent(
                "INSERT INTO %s.audit_entries (day, hour, shard, audit_id, operator, address, action,"
                        + " target, reason, before, after) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        list = cassandra.prepareIdempotent("SELECT audit_id, operator, address, action, target, reason, before, after"
                + " FROM %s.audit_entries WHERE day = ? AND hour = ? AND shard = ? AND audit_id < ? LIMIT ?");
    }

    /** Partition: day, hour, shard. */
    @Override
    public CompletionStage<Void> add(AuditEntry entry) {
        OffsetDateTime time = Instant.ofEpochMilli(entry.getTimeMillis()).atOffset(ZoneOffset.UTC);
        return cassandra.write(add.bind(
                date(time.toLocalDate()),
                time.getHour(),
                (int) (entry.getAuditId() % SHARDS),
                entry.getAuditId(),
                entry.getOperator(),
                entry.getAddress(),
                entry.getAction(),
                entry.getTarget(),
                entry.getReason(),
                entry.getBefore(),
                entry.getAfter()));
    }

    /** Partitions: day, hour, each shard. */
    @Override
    public CompletionStage<List<AuditEntry>> list(LocalDate day, int hour, long beforeId, int limit) {
        return InFlight.map(List.of(0, 1, 2, 3), SHARDS, shard -> cassandra
                        .execute(list.bind(date(day), hour, shard, beforeId, limit))
                        .thenApply(CassandraAuditStore::entries))
                .thenApply(shards -> shards.stream()
                        .flatMap(Collection::stream)
                        .sorted(Comparator.comparingLong(AuditEntry::getAuditId).reversed())
                        .limit(limit)
                        .toList());
    }

    private static List<AuditEntry> entries(ResultSet rows) {
        List<AuditEntry> entries = new ArrayList<>();
        for (Row row : rows) {
            long id = row.getLong("audit_id");
            entries.add(AuditEntry.newBuilder()
                    .setAuditId(id)
                    .setTimeMillis(IdLayout.timeMillis(id))
                    .setOperator(row.getString("operator"))
                    .setAddress(row.getString("address"))
                    .setAction(row.getString("action"))
                    .setTarget(row.getString("target"))
                    .setReason(row.getString("reason"))
                    .setBefore(row.getString("before"))
                    .setAfter(row.getString("after"))
                    .build());
        }
        return entries;
    }

    private static com.datastax.driver.core.LocalDate date(LocalDate day) {
        return com.datastax.driver.core.LocalDate.fromDaysSinceEpoch(Math.toIntExact(day.toEpochDay()));
    }
}
