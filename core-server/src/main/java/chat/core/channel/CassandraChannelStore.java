package chat.core.channel;

import chat.channel.v1.ChannelKind;
import chat.channel.v1.MemberRole;
import chat.core.cassandra.Cassandra;
import chat.message.v1.Message;
import com.datastax.driver.core.BoundStatement;
import com.datastax.driver.core.ConsistencyLevel;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.Row;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code channels}, {@code direct_channels}, {@code group_requests}, {@code user_channels}. */
public final class CassandraChannelStore implements ChannelStore {
    private static final String COLUMNS = "channel_id, kind, title, created_at, revision, owner_epoch, roles, joined,"
            + " last_change, import_name, import_finished, import_next_line, import_last_id, import_writing_until";

    private final Cassandra cassandra;
    private final PreparedStatement find;
    private final PreparedStatement create;
    private final PreparedStatement takeOver;
    private final PreparedStatement change;
    private final PreparedStatement progress;
    private final PreparedStatement findDirect;
    private final PreparedStatement reserveDirect;
    private final PreparedStatement findGroup;
    private final PreparedStatement reserveGroup;
    private final PreparedStatement list;
    private final PreparedStatement unlist;
    private final PreparedStatement listed;

    public CassandraChannelStore(Cassandra cassandra) {
        this.cassandra = cassandra;
        find = cassandra.prepareIdempotent("SELECT " + COLUMNS + " FROM %s.channels WHERE channel_id = ?");
        create = cassandra.prepare("INSERT INTO %s.channels (" + COLUMNS
                + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) IF NOT EXISTS");
        takeOver = cassandra.prepare("UPDATE %s.channels SET owner_epoch = ? WHERE channel_id = ? IF owner_epoch < ?");
        change = cassandra.prepare(
                "UPDATE %s.channels SET title = ?, revision = ?, roles = ?, joined = ?, last_change = ?"
                        + " WHERE channel_id = ? IF revision = ? AND owner_epoch = ?");
        progress = cassandra.prepare(
                "UPDATE %s.channels SET import_finished = ?, import_next_line = ?, import_last_id = ?,"
                        + " import_writing_until = ? WHERE channel_id = ? IF import_next_line = ? AND owner_epoch = ?");
        findDirect = cassandra.prepareIdempotent(
                "SELECT channel_id FROM %s.direct_channels WHERE lower_user_id = ? AND higher_user_id = ?");
        reserveDirect = cassandra.prepare("INSERT INTO %s.direct_channels (lower_user_id, higher_user_id, channel_id)"
                + " VALUES (?, ?, ?) IF NOT EXISTS");
        findGroup = cassandra.prepareIdempotent(
                "SELECT channel_id FROM %s.group_requests WHERE user_id = ? AND request_key = ?");
        reserveGroup = cassandra.prepare(
                "INSERT INTO %s.group_requests (user_id, request_key, channel_id) VALUES (?, ?, ?) IF NOT EXISTS");
        list = cassandra.prepareIdempotent(
                "INSERT INTO %s.user_channels (user_id, channel_id) VALUES (?, ?) USING TIMESTAMP ?");
        unlist = cassandra.prepareIdempotent(
                "DELETE FROM %s.user_channels USING TIMESTAMP ? WHERE user_id = ? AND channel_id = ?");
        listed = cassandra.prepareIdempotent(
                "SELECT channel_id FROM %s.user_channels WHERE user_id = ? AND channel_id > ? LIMIT ?");
    }

    @Override
    public CompletionStage<Optional<ChannelState>> find(long channelId) {
        return cassandra.execute(find.bind(channelId)).thenApply(rows -> Optional.ofNullable(rows.one())
                .map(CassandraChannelStore::state));
    }

    @Override
    public CompletionStage<Boolean> create(ChannelState channel) {
        BoundStatement insert = create.bind()
                .setLong(0, channel.channelId())
                .setByte(1, (byte) channel.kind().getNumber())
                .setString(2, channel.title())
                .setLong(3, channel.createdAtMillis())
                .setLong(4, channel.revision())
                .setLong(5, channel.ownerEpoch())
                .setMap(6, roles(channel))
                .setMap(7, joined(channel));
        if (channel.lastChange() != null) {
            insert.setBytes(8, ByteBuffer.wrap(channel.lastChange().toByteArray()));
        }
        ImportProgress imported = channel.imported();
        if (imported != null) {
            insert.setString(9, imported.name())
                    .setBool(10, imported.finished())
                    .setLong(11, imported.nextLine())
                    .setLong(12, imported.lastId())
                    .setLong(13, imported.writingUntil());
        }
        return cassandra.writeIf(insert);
    }

    @Override
    public CompletionStage<Boolean> takeOver(long channelId, long epoch) {
        return cassandra.writeIf(takeOver.bind(epoch, channelId, epoch));
    }

    @Override
    public CompletionStage<Boolean> change(ChannelState before, ChannelState after) {
        Message message = after.lastChange();
        return cassandra.writeIf(change.bind(
                after.title(),
                after.revision(),
                roles(after),
                joined(after),
                message == null ? null : ByteBuffer.wrap(message.toByteArray()),
                before.channelId(),
                before.revision(),
                before.ownerEpoch()));
    }

    @Override
    public CompletionStage<Boolean> progress(ChannelState before, ChannelState after) {
        ImportProgress from = imported(before);
        ImportProgress to = imported(after);
        return cassandra.writeIf(progress.bind(
                to.finished(),
                to.nextLine(),
                to.lastId(),
                to.writingUntil(),
                before.channelId(),
                from.nextLine(),
                before.ownerEpoch()));
    }

    private static ImportProgress imported(ChannelState channel) {
        if (channel.imported() == null) {
            throw new IllegalArgumentException("channel " + channel.channelId() + " is not imported");
        }
        return channel.imported();
    }

    @Override
    public CompletionStage<Optional<Long>> direct(long userId, long otherId, @Nullable Long channelId) {
        long lower = Math.min(userId, otherId);
        long higher = Math.max(userId, otherId);
        return channelId == null
                ? number(findDirect.bind(lower, higher))
                : reserve(reserveDirect.bind(lower, higher, channelId), channelId);
    }

    @Override
    public CompletionStage<Optional<Long>> group(long userId, String requestKey, @Nullable Long channelId) {
        return channelId == null
                ? number(findGroup.bind(userId, requestKey))
                : reserve(reserveGroup.bind(userId, requestKey, channelId), channelId);
    }

    private CompletionStage<Optional<Long>> number(BoundStatement select) {
        select.setConsistencyLevel(ConsistencyLevel.LOCAL_SERIAL);
        return cassandra.execute(select).thenApply(rows -> Optional.ofNullable(rows.one())
                .map(row -> row.getLong(0)));
    }

    private CompletionStage<Optional<Long>> reserve(BoundStatement insert, long channelId) {
        return cassandra
                .execute(insert)
                .thenApply(rows ->
                        Optional.of(rows.wasApplied() ? channelId : rows.one().getLong("channel_id")));
    }

    @Override
    public CompletionStage<Void> list(long channelId, Collection<Long> userIds, long timestamp) {
        CompletableFuture<?>[] writes = userIds.stream()
                .map(userId ->
                        cassandra.write(list.bind(userId, channelId, timestamp)).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(writes);
    }

    @Override
    public CompletionStage<Void> unlist(long channelId, long userId, long timestamp) {
        return cassandra.write(unlist.bind(timestamp, userId, channelId));
    }

    @Override
    public CompletionStage<List<Long>> listed(long userId, long afterChannelId, int limit) {
        return cassandra.execute(listed.bind(userId, afterChannelId, limit)).thenApply(rows -> {
            List<Long> channels = new ArrayList<>();
            rows.forEach(row -> channels.add(row.getLong(0)));
            return channels;
        });
    }

    private static Map<Long, Byte> roles(ChannelState channel) {
        Map<Long, Byte> roles = new HashMap<>();
        channel.members()
                .forEach((userId, member) ->
                        roles.put(userId, (byte) member.role().getNumber()));
        return roles;
    }

    private static Map<Long, Long> joined(ChannelState channel) {
        Map<Long, Long> joined = new HashMap<>();
        channel.members().forEach((userId, member) -> joined.put(userId, member.joinedMessageId()));
        return joined;
    }

    private static ChannelState state(Row row) {
        Map<Long, Long> joined = row.getMap("joined", Long.class, Long.class);
        SortedMap<Long, Membership> members = new TreeMap<>();
        row.getMap("roles", Long.class, Byte.class)
                .forEach((userId, role) -> members.put(
                        userId, new Membership(MemberRole.forNumber(role), joined.getOrDefault(userId, 0L))));
        String importName = row.getString("import_name");
        return new ChannelState(
                row.getLong("channel_id"),
                ChannelKind.forNumber(row.getByte("kind")),
                row.isNull("title") ? "" : row.getString("title"),
                members,
                row.getLong("revision"),
                row.getLong("created_at"),
                row.getLong("owner_epoch"),
                message(row),
                importName == null
                        ? null
                        : new ImportProgress(
                                importName,
                                row.getBool("import_finished"),
                                row.getLong("import_next_line"),
                                row.getLong("import_last_id"),
                                row.getLong("import_writing_until")));
    }

    private static @Nullable Message message(Row row) {
        ByteBuffer bytes = row.getBytes("last_change");
        try {
            return bytes == null ? null : Message.parseFrom(bytes);
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalStateException("channels.last_change of " + row.getLong("channel_id"), broken);
        }
    }
}
