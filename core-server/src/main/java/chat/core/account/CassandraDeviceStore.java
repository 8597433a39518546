package chat.core.account;

import chat.core.cassandra.Cassandra;
import com.datastax.driver.core.BoundStatement;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.Row;
import com.datastax.driver.core.utils.Bytes;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The rows of {@code accounts}: devices. */
final class CassandraDeviceStore implements DeviceStore {
    /** Above the most devices that an account can have for a moment. */
    private static final int LIST_LIMIT = 1_000;

    private static final String COLUMNS =
            "device_id, device_name, device_created_at, last_seen_at, login_id, token_hash,"
                    + " token_expires_at, used_token_hash, used_at, covered_successor";

    private final Cassandra cassandra;
    private final PreparedStatement open;
    private final PreparedStatement reopen;
    private final PreparedStatement find;
    private final PreparedStatement list;
    private final PreparedStatement rotate;
    private final PreparedStatement remove;
    private final PreparedStatement removeLogin;

    /** Prepares its statements. Blocks: for start-up only. */
    CassandraDeviceStore(Cassandra cassandra) {
        this.cassandra = cassandra;
        String login = "UPDATE %s.accounts SET device_name = ?, device_created_at = ?, last_seen_at = ?, login_id = ?,"
                + " token_hash = ?, token_expires_at = ?, used_token_hash = null, used_at = null, covered_successor = null"
                + " WHERE user_id = ? AND device_id = ? IF password_hash = ? AND deleted_at = null AND login_id = ";
        open = cassandra.prepare(login + "null");
        reopen = cassandra.prepare(login + "?");
        find = cassandra.prepareIdempotent(
                "SELECT " + COLUMNS + " FROM %s.accounts WHERE user_id = ? AND device_id = ?");
        list = cassandra.prepareIdempotent(
                "SELECT " + COLUMNS + " FROM %s.accounts WHERE user_id = ? AND device_id > 0 LIMIT " + LIST_LIMIT);
        rotate = cassandra.prepare("UPDATE %s.accounts SET token_hash = ?, token_expires_at = ?, used_token_hash = ?,"
                + " used_at = ?, covered_successor = ?, last_seen_at = ? WHERE user_id = ? AND device_id = ?"
                + " IF token_hash = ?");
        remove = cassandra.prepare("DELETE FROM %s.accounts WHERE user_id = ? AND device_id = ? IF EXISTS");
        removeLogin = cassandra.prepare("DELETE FROM %s.accounts WHERE user_id = ? AND device_id = ? IF login_id = ?");
    }

    /** Partition: user_id; conditional. */
    @Override
    public CompletionStage<Boolean> open(long userId, String passwordHash, StoredDevice device) {
        return cassandra.writeIf(login(open, userId, passwordHash, device));
    }

    /** Partition: user_id; conditional. */
    @Override
    public CompletionStage<Boolean> reopen(long userId, String passwordHash, long lastLoginId, StoredDevice device) {
        return cassandra.writeIf(login(reopen, userId, passwordHash, device).setLong(9, lastLoginId));
    }

    private static BoundStatement login(
            PreparedStatement statement, long userId, String passwordHash, StoredDevice device) {
        return statement
                .bind()
                .setString(0, device.name())
                .setTimestamp(1, Date.from(device.createdAt()))
                .setTimestamp(2, Date.from(device.lastSeenAt()))
                .setLong(3, device.loginId())
                .setBytes(4, ByteBuffer.wrap(device.token().hash()))
                .setTimestamp(5, Date.from(device.token().expiresAt()))
                .setLong(6, userId)
                .setLong(7, device.deviceId())
                .setString(8, passwordHash);
    }

    /** Partition: user_id. */
    @Override
    public CompletionStage<@Nullable StoredDevice> find(long userId, long deviceId) {
        return cassandra.execute(find.bind(userId, deviceId)).thenApply(result -> {
            Row row = result.one();
            return row == null ? null : device(row);
        });
    }

    /** Partition: user_id. */
    @Override
    public CompletionStage<List<StoredDevice>> list(long userId) {
        return cassandra.execute(list.bind(userId)).thenApply(result -> {
            List<StoredDevice> devices = new ArrayList<>();
            for (Row row : result) {
                devices.add(device(row));
            }
            return devices;
        });
    }

    /** Partition: user_id; conditional. */
    @Override
    public CompletionStage<Boolean> rotate(long userId, long deviceId, byte[] hash, TokenState next, Instant seenAt) {
        UsedToken used = next.used();
        if (used == null) {
            throw new IllegalArgumentException("a rotated token has a predecessor");
        }
        return cassandra.writeIf(rotate.bind(
                ByteBuffer.wrap(next.hash()),
                Date.from(next.expiresAt()),
                ByteBuffer.wrap(used.hash()),
                Date.from(used.at()),
                ByteBuffer.wrap(used.coveredSuccessor()),
                Date.from(seenAt),
                userId,
                deviceId,
                ByteBuffer.wrap(hash)));
    }

    /** Partition: user_id; conditional. */
    @Override
    public CompletionStage<Boolean> remove(long userId, long deviceId) {
        return cassandra.writeIf(remove.bind(userId, deviceId));
    }

    /** Partition: user_id; conditional. */
    @Override
    public CompletionStage<Boolean> removeLogin(long userId, long deviceId, long loginId) {
        return cassandra.writeIf(removeLogin.bind(userId, deviceId, loginId));
    }

    private static StoredDevice device(Row row) {
        UsedToken used = row.isNull("used_token_hash")
                ? null
                : new UsedToken(
                        Bytes.getArray(row.getBytes("used_token_hash")),
                        row.getTimestamp("used_at").toInstant(),
                        Bytes.getArray(row.getBytes("covered_successor")));
        return new StoredDevice(
                row.getLong("device_id"),
                row.getString("device_name"),
                row.getTimestamp("device_created_at").toInstant(),
                row.getTimestamp("last_seen_at").toInstant(),
                row.getLong("login_id"),
                new TokenState(
                        Bytes.getArray(row.getBytes("token_hash")),
                        row.getTimestamp("token_expires_at").toInstant(),
                        used));
    }
}
