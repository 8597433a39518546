package chat.core.channel;

import chat.channel.v1.Channel;
import chat.channel.v1.ChannelKind;
import chat.channel.v1.Member;
import chat.channel.v1.MemberRole;
import chat.error.v1.ErrorReason;
import chat.message.v1.Message;
import chat.runtime.error.ChatException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A channel as it is stored. Immutable.
 *
 * @param members by user id, at most {@link #MAX_MEMBERS}
 * @param ownerEpoch epoch of the slot's owner that loaded it last
 * @param lastChange the message of the newest change, whose own row may still be missing; null for imported channels that never changed
 * @param imported null when it is not imported
 */
public record ChannelState(
        long channelId,
        ChannelKind kind,
        String title,
        SortedMap<Long, Membership> members,
        long revision,
        long createdAtMillis,
        long ownerEpoch,
        @Nullable Message lastChange,
        @Nullable ImportProgress imported) {
    /** The most members of a group. */
    public static final int MAX_MEMBERS = 100;

    public ChannelState {
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    }

    public boolean group() {
        return kind == ChannelKind.CHANNEL_KIND_GROUP;
    }

    /** True while it takes lines of an import and nothing else. */
    public boolean importing() {
        return imported != null && !imported.finished();
    }

    public boolean isMember(long userId) {
        return members.containsKey(userId);
    }

    /**
     * A member.
     *
     * @throws ChatException NOT_A_MEMBER
     */
    public Membership member(long userId) {
        Membership membership = members.get(userId);
        if (membership == null) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_NOT_A_MEMBER,
                    "user " + userId + " is not a member of channel " + channelId);
        }
        return membership;
    }

    /** Whether its owner has to keep earlier owners from changing the row, and so notes its epoch there: direct channels never change. */
    public boolean changes() {
        return group() || importing();
    }

    public ChannelState withOwnerEpoch(long epoch) {
        return new ChannelState(
                channelId, kind, title, members, revision, createdAtMillis, epoch, lastChange, imported);
    }

    public ChannelState withImported(ImportProgress progress) {
        return new ChannelState(
                channelId, kind, title, members, revision, createdAtMillis, ownerEpoch, lastChange, progress);
    }

    /** The next revision. */
    ChannelState changed(String newTitle, SortedMap<Long, Membership> newMembers, Message change) {
        return new ChannelState(
                channelId, kind, newTitle, newMembers, revision + 1, createdAtMillis, ownerEpoch, change, imported);
    }

    /** What callers see. */
    public Channel toProto() {
        Channel.Builder channel = Channel.newBuilder()
                .setChannelId(channelId)
                .setKind(kind)
                .setTitle(title)
                .setRevision(revision)
                .setCreatedAtMillis(createdAtMillis);
        members.forEach((userId, membership) -> channel.addMembers(Member.newBuilder()
                .setUserId(userId)
                .setRole(membership.role())
                .setJoinedMessageId(membership.joinedMessageId())));
        return channel.build();
    }

    /** The group's owner; 0 in a direct channel. */
    long ownerId() {
        for (var member : members.entrySet()) {
            if (member.getValue().role() == MemberRole.MEMBER_ROLE_OWNER) {
                return member.getKey();
            }
        }
        return 0;
    }
}
