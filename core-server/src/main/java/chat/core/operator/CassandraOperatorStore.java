package chat.core.operator;

import chat.core.cassandra.Cassandra;
import chat.operator.v1.OperatorRole;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.Row;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code operators} and {@code revoked_operator_tokens}. */
final class CassandraOperatorStore implements OperatorStore {
    private final Cassandra cassandra;
    private final PreparedStatement find;
    private final PreparedStatement add;
    private final PreparedStatement renewHash;
    private final PreparedStatement revoke;
    private final PreparedStatement isRevoked;

    /** Prepares its statements. Blocks: for start-up only. */
    CassandraOperatorStore(Cassandra cassandra) {
        this.cassandra = cassandra;
        find = cassandra.prepareIdempotent("SELECT role, password_hash, created_at FROM %s.operators WHERE name = ?");
        add = cassandra.prepare(
                "INSERT INTO %s.operators (name, role, password_hash, created_at) VALUES (?, ?, ?, ?) IF NOT EXISTS");
        renewHash = cassandra.prepare("UPDATE %s.operators SET password_hash = ? WHERE name = ? IF password_hash = ?");
        revoke = cassandra.prepareIdempotent(
                "INSERT INTO %s.revoked_operator_tokens (token_id, operator) VALUES (?, ?) USING TTL ?");
        isRevoked = cassandra.prepareIdempotent("SELECT token_id FROM %s.revoked_operator_tokens WHERE token_id = ?");
    }

    /** Partition: name. */
    @Override
    public CompletionStage<@Nullable StoredOperator> find(String name) {
        return cassandra.execute(find.bind(name)).thenApply(result -> {
            Row row = result.one();
            return row == null
                    ? null
                    : new StoredOperator(
                            name,
                            OperatorRole.valueOf(row.getString("role")),
                            row.getString("password_hash"),
                            row.getTimestamp("created_at").toInstant());
        });
    }

    /** Partition: name; conditional. */
    @Override
    public CompletionStage<Boolean> add(StoredOperator operator) {
        return cassandra.writeIf(add.bind(
                operator.name(), operator.role().name(), operator.passwordHash(), Date.from(operator.createdAt())));
    }

    /** Partition: name; conditional. */
    @Override
    public CompletionStage<Boolean> renewHash(String name, String oldHash, String newHash) {
        return cassandra.writeIf(renewHash.bind(newHash, name, oldHash));
    }

    /** Partition: token_id. */
    @Override
    public CompletionStage<Void> revoke(String tokenId, String name, Duration life) {
        return cassandra.write(revoke.bind(tokenId, name, Math.toIntExact(Math.max(1, life.toSeconds()))));
    }

    /** Partition: token_id. */
    @Override
    public CompletionStage<Boolean> isRevoked(String tokenId) {
        return cassandra.execute(isRevoked.bind(tokenId)).thenApply(result -> result.one() != null);
    }
}
