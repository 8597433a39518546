package chat.core.account;

import chat.core.cassandra.Cassandra;
import com.datastax.driver.core.BatchStatement;
import com.datastax.driver.core.BoundStatement;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.ResultSet;
import com.datastax.driver.core.Row;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code usernames}, and the static part of {@code accounts}. */
final class CassandraAccountStore implements AccountStore {
    private final Cassandra cassandra;
    private final PreparedStatement insert;
    private final PreparedStatement removeNameless;
    private final PreparedStatement claimName;
    private final PreparedStatement nameHolder;
    private final PreparedStatement find;
    private final PreparedStatement setDisplayName;
    private final PreparedStatement setHash;
    private final PreparedStatement delete;
    private final PreparedStatement removeDevicesBelow;
    private final PreparedStatement removeDevicesAbove;

    /** Prepares its statements. Blocks: for start-up only. */
    CassandraAccountStore(Cassandra cassandra) {
        this.cassandra = cassandra;
        insert = cassandra.prepareIdempotent("INSERT INTO %s.accounts"
                + " (user_id, username, display_name, password_hash, created_at, imported) VALUES (?, ?, ?, ?, ?, ?)"
                + " USING TIMESTAMP 1");
        removeNameless = cassandra.prepareIdempotent("DELETE FROM %s.accounts USING TIMESTAMP 1 WHERE user_id = ?");
        claimName = cassandra.prepare(
                "INSERT INTO %s.usernames (skeleton, user_id, source_name) VALUES (?, ?, ?) IF NOT EXISTS");
        nameHolder = cassandra.prepareIdempotent("SELECT user_id, source_name FROM %s.usernames WHERE skeleton = ?");
        find = cassandra.prepareIdempotent(
                "SELECT username, display_name, password_hash, created_at, deleted_at, imported"
                        + " FROM %s.accounts WHERE user_id = ? LIMIT 1");
        setDisplayName = cassandra.prepare(
                "UPDATE %s.accounts SET display_name = ? WHERE user_id = ? IF username = ? AND deleted_at = null");
        setHash = cassandra.prepare(
                "UPDATE %s.accounts SET password_hash = ? WHERE user_id = ? IF password_hash = ? AND deleted_at = null");
        delete = cassandra.prepare("UPDATE %s.accounts SET password_hash = null, display_name = '', deleted_at = ?"
                + " WHERE user_id = ? IF password_hash = ? AND deleted_at = null");
        removeDevicesBelow = cassandra.prepare("DELETE FROM %s.accounts WHERE user_id = ? AND device_id < ?");
        removeDevicesAbove = cassandra.prepare("DELETE FROM %s.accounts WHERE user_id = ? AND device_id > ?");
    }

    /** Partition: user_id. */
    @Override
    public CompletionStage<Void> insert(Account account, @Nullable String passwordHash) {
        BoundStatement row = insert.bind()
                .setLong(0, account.userId())
                .setString(1, account.username())
                .setString(2, account.displayName())
                .setTimestamp(4, Date.from(account.createdAt()))
                .setBool(5, account.imported());
        return cassandra.write(passwordHash == null ? row : row.setString(3, passwordHash));
    }

    /** Partition: user_id. */
    @Override
    public CompletionStage<Void> removeNameless(long userId) {
        return cassandra.write(removeNameless.bind(userId));
    }

    /** Partition: skeleton; conditional. */
    @Override
    public CompletionStage<NameHolder> claimName(String skeleton, NameHolder claimant) {
        BoundStatement row = claimName.bind().setString(0, skeleton).setLong(1, claimant.userId());
        if (claimant.sourceName() != null) {
            row.setString(2, claimant.sourceName());
        }
        return cassandra.execute(row).thenApply(result -> result.wasApplied() ? claimant : holder(result.one()));
    }

    /** Partition: skeleton. */
    @Override
    public CompletionStage<@Nullable NameHolder> nameHolder(String skeleton) {
        return cassandra.execute(nameHolder.bind(skeleton)).thenApply(result -> {
            Row row = result.one();
            return row == null ? null : holder(row);
        });
    }

    /** Partition: user_id. */
    @Override
    public CompletionStage<@Nullable StoredAccount> find(long userId) {
        return cassandra.execute(find.bind(userId)).thenApply(result -> {
            Row row = result.one();
            return row == null || row.isNull("username") ? null : account(userId, row);
        });
    }

    /** Partition: user_id; conditional. */
    @Override
    public CompletionStage<Boolean> setDisplayName(Account account, String displayName) {
        return cassandra.writeIf(setDisplayName.bind(displayName, account.userId(), account.username()));
    }

    /** Partition: user_id; conditional. */
    @Override
    public CompletionStage<Boolean> renewHash(long userId, String oldHash, String newHash) {
        return cassandra.writeIf(setHash.bind(newHash, userId, oldHash));
    }

    /** Partition: user_id; conditional. */
    @Override
    public CompletionStage<Boolean> changePassword(long userId, String oldHash, String newHash, long keptDeviceId) {
        return together(
                setHash.bind(newHash, userId, oldHash),
                removeDevicesBelow.bind(userId, keptDeviceId),
                removeDevicesAbove.bind(userId, keptDeviceId));
    }

    /** Partition: user_id; conditional. */
    @Override
    public CompletionStage<Boolean> delete(long userId, String passwordHash, Instant now) {
        return together(delete.bind(Date.from(now), userId, passwordHash), removeDevicesAbove.bind(userId, 0L));
    }

    /** A conditional batch in one partition: all of it, or nothing. */
    private CompletionStage<Boolean> together(BoundStatement... statements) {
        BatchStatement batch = new BatchStatement(BatchStatement.Type.LOGGED);
        for (BoundStatement statement : statements) {
            batch.add(statement);
        }
        return cassandra.execute(batch).thenApply(ResultSet::wasApplied);
    }

    private static NameHolder holder(Row row) {
        return new NameHolder(row.getLong("user_id"), row.getString("source_name"));
    }

    private static StoredAccount account(long userId, Row row) {
        Date deletedAt = row.getTimestamp("deleted_at");
        Account account = new Account(
                userId,
                row.getString("username"),
                row.getString("display_name"),
                row.getTimestamp("created_at").toInstant(),
                deletedAt == null ? null : deletedAt.toInstant(),
                row.getBool("imported"));
        return new StoredAccount(account, row.getString("password_hash"));
    }
}
