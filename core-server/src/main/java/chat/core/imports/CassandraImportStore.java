package chat.core.imports;

import chat.core.cassandra.Cassandra;
import com.datastax.driver.core.BatchStatement;
import com.datastax.driver.core.BoundStatement;
import com.datastax.driver.core.ConsistencyLevel;
import com.datastax.driver.core.PreparedStatement;
import com.google.common.collect.Iterables;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code import_conversations} and {@code import_speakers}. */
final class CassandraImportStore implements ImportStore {
    private static final int BATCH = 500;

    private final Cassandra cassandra;
    private final PreparedStatement find;
    private final PreparedStatement reserve;
    private final PreparedStatement addSpeaker;
    private final PreparedStatement speakers;

    CassandraImportStore(Cassandra cassandra) {
        this.cassandra = cassandra;
        find = cassandra.prepareIdempotent("SELECT channel_id FROM %s.import_conversations WHERE name = ?");
        reserve =
                cassandra.prepare("INSERT INTO %s.import_conversations (name, channel_id) VALUES (?, ?) IF NOT EXISTS");
        addSpeaker = cassandra.prepareIdempotent("INSERT INTO %s.import_speakers (channel_id, user_id) VALUES (?, ?)");
        speakers = cassandra.prepareIdempotent(
                "SELECT user_id FROM %s.import_speakers WHERE channel_id = ? LIMIT " + MAX_SPEAKERS);
    }

    @Override
    public CompletionStage<Optional<Long>> channel(String name, @Nullable Long channelId) {
        if (channelId == null) {
            BoundStatement select = find.bind(name);
            select.setConsistencyLevel(ConsistencyLevel.LOCAL_SERIAL);
            return cassandra.execute(select).thenApply(rows -> Optional.ofNullable(rows.one())
                    .map(row -> row.getLong(0)));
        }
        return cassandra
                .execute(reserve.bind(name, channelId))
                .thenApply(rows ->
                        Optional.of(rows.wasApplied() ? channelId : rows.one().getLong("channel_id")));
    }

    @Override
    public CompletionStage<Void> addSpeakers(long channelId, Collection<Long> userIds) {
        List<CompletableFuture<Void>> writes = new ArrayList<>();
        for (List<Long> some : Iterables.partition(userIds, BATCH)) {
            BatchStatement batch = new BatchStatement(BatchStatement.Type.UNLOGGED);
            some.forEach(userId -> batch.add(addSpeaker.bind(channelId, userId)));
            writes.add(cassandra.write(batch.setIdempotent(true)).toCompletableFuture());
        }
        return CompletableFuture.allOf(writes.toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public CompletionStage<Set<Long>> speakers(long channelId) {
        return cassandra
                .execute(speakers.bind(channelId).setFetchSize(MAX_SPEAKERS))
                .thenApply(rows -> {
                    Set<Long> found = new HashSet<>();
                    rows.forEach(row -> found.add(row.getLong(0)));
                    return found;
                });
    }
}
