package chat.core.channel;

import static chat.error.v1.ErrorReason.ERROR_REASON_ALREADY_A_MEMBER;
import static chat.error.v1.ErrorReason.ERROR_REASON_CHANNEL_FULL;
import static chat.error.v1.ErrorReason.ERROR_REASON_CHANNEL_IMPORTING;
import static chat.error.v1.ErrorReason.ERROR_REASON_CHANNEL_NOT_A_GROUP;
import static chat.error.v1.ErrorReason.ERROR_REASON_OWNER_CANNOT_LEAVE;
import static chat.error.v1.ErrorReason.ERROR_REASON_ROLE_INSUFFICIENT;
import static chat.error.v1.ErrorReason.ERROR_REASON_SELF_NOT_ALLOWED;

import chat.channel.v1.MemberRole;
import chat.core.messageid.IdLayout;
import chat.error.v1.ErrorReason;
import chat.message.v1.MembershipChange;
import chat.message.v1.Message;
import chat.message.v1.TitleChange;
import chat.runtime.error.ChatException;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A change of a group that a member asks for: whether they may, and what it makes of the channel. Pure rules, no effects. */
public sealed interface ChannelChange {
    /** Who asks. */
    long actorId();

    /**
     * What the change makes of a channel, given the id of the message that will tell it; null when nothing is left to do.
     *
     * @throws ChatException NOT_A_MEMBER, ROLE_INSUFFICIENT, CHANNEL_NOT_A_GROUP, CHANNEL_IMPORTING and those of the change
     */
    @Nullable
    LongFunction<ChannelState> plan(ChannelState channel);

    /** Another title. */
    record Rename(long actorId, String title) implements ChannelChange {
        @Override
        public @Nullable LongFunction<ChannelState> plan(ChannelState channel) {
            administer(channel, actorId);
            if (channel.title().equals(title)) {
                return null;
            }
            TitleChange change = TitleChange.newBuilder().setTitle(title).build();
            return id -> channel.changed(
                    title,
                    channel.members(),
                    message(channel, id, actorId).setTitleChange(change).build());
        }
    }

    /** One member more. */
    record Add(long actorId, long userId) implements ChannelChange {
        @Override
        public @Nullable LongFunction<ChannelState> plan(ChannelState channel) {
            role(channel, actorId);
            if (userId == actorId) {
                throw refused(ERROR_REASON_SELF_NOT_ALLOWED, "you are a member already; name another user");
            }
            administer(channel, actorId);
            if (channel.isMember(userId)) {
                throw refused(ERROR_REASON_ALREADY_A_MEMBER, "user " + userId + " is a member already");
            }
            if (channel.members().size() >= ChannelState.MAX_MEMBERS) {
                throw refused(
                        ERROR_REASON_CHANNEL_FULL, "the group has " + ChannelState.MAX_MEMBERS + " members, the most");
            }
            return id -> {
                var members = new TreeMap<>(channel.members());
                members.put(userId, new Membership(MemberRole.MEMBER_ROLE_MEMBER, id));
                return changed(channel, members, id, actorId, MembershipChange.Kind.KIND_ADDED, userId, "");
            };
        }
    }

    /** One member less. */
    record Remove(long actorId, long userId) implements ChannelChange {
        @Override
        public @Nullable LongFunction<ChannelState> plan(ChannelState channel) {
            MemberRole role = administer(channel, actorId);
            MemberRole target = channel.member(userId).role();
            if (target == MemberRole.MEMBER_ROLE_OWNER) {
                throw refused(
                        ERROR_REASON_OWNER_CANNOT_LEAVE,
                        "the owner can't be removed; the owner may hand the group over");
            }
            if (userId == actorId) {
                throw refused(ERROR_REASON_SELF_NOT_ALLOWED, "to go yourself, leave the group");
            }
            if (target == MemberRole.MEMBER_ROLE_ADMIN && role != MemberRole.MEMBER_ROLE_OWNER) {
                throw refused(ERROR_REASON_ROLE_INSUFFICIENT, "only the owner removes an admin");
            }
            return without(channel, actorId, userId, MembershipChange.Kind.KIND_REMOVED);
        }
    }

    /** The actor goes. */
    record Leave(long actorId) implements ChannelChange {
        @Override
        public @Nullable LongFunction<ChannelState> plan(ChannelState channel) {
            if (role(channel, actorId) == MemberRole.MEMBER_ROLE_OWNER) {
                throw refused(ERROR_REASON_OWNER_CANNOT_LEAVE, "hand the group over to another member first");
            }
            return without(channel, actorId, actorId, MembershipChange.Kind.KIND_LEFT);
        }
    }

    /** Another role for a member. */
    record SetRole(long actorId, long userId, MemberRole role) implements ChannelChange {
        @Override
        public @Nullable LongFunction<ChannelState> plan(ChannelState channel) {
            own(channel, actorId);
            Membership target = channel.member(userId);
            if (userId == actorId) {
                throw refused(ERROR_REASON_SELF_NOT_ALLOWED, "the owner's role changes by handing the group over");
            }
            if (target.role() == role) {
                return null;
            }
            return id -> {
                var members = new TreeMap<>(channel.members());
                members.put(userId, new Membership(role, target.joinedMessageId()));
                String name = role == MemberRole.MEMBER_ROLE_ADMIN ? "ADMIN" : "MEMBER";
                return changed(channel, members, id, actorId, MembershipChange.Kind.KIND_ROLE_CHANGED, userId, name);
            };
        }
    }

    /** Another owner; the actor becomes an admin. */
    record Transfer(long actorId, long userId) implements ChannelChange {
        @Override
        public @Nullable LongFunction<ChannelState> plan(ChannelState channel) {
            own(channel, actorId);
            if (userId == actorId) {
                throw refused(ERROR_REASON_SELF_NOT_ALLOWED, "you own the group already; name another member");
            }
            long targetJoined = channel.member(userId).joinedMessageId();
            long actorJoined = channel.member(actorId).joinedMessageId();
            return id -> {
                var members = new TreeMap<>(channel.members());
                members.put(actorId, new Membership(MemberRole.MEMBER_ROLE_ADMIN, actorJoined));
                members.put(userId, new Membership(MemberRole.MEMBER_ROLE_OWNER, targetJoined));
                return changed(channel, members, id, actorId, MembershipChange.Kind.KIND_OWNER_CHANGED, userId, "");
            };
        }
    }

    /** The message of a change, without its content. */
    static Message.Builder message(ChannelState channel, long messageId, long actorId) {
        return Message.newBuilder()
                .setMessageId(messageId)
                .setChannelId(channel.channelId())
                .setSenderId(actorId)
                .setSentAtMillis(IdLayout.timeMillis(messageId));
    }

    private static ChannelState changed(
            ChannelState channel,
            SortedMap<Long, Membership> members,
            long messageId,
            long actorId,
            MembershipChange.Kind kind,
            long userId,
            String role) {
        MembershipChange change = MembershipChange.newBuilder()
                .setKind(kind)
                .addUserIds(userId)
                .setRole(role)
                .build();
        return channel.changed(
                channel.title(),
                members,
                message(channel, messageId, actorId).setMembershipChange(change).build());
    }

    private static LongFunction<ChannelState> without(
            ChannelState channel, long actorId, long userId, MembershipChange.Kind kind) {
        return id -> {
            var members = new TreeMap<>(channel.members());
            members.remove(userId);
            return changed(channel, members, id, actorId, kind, userId, "");
        };
    }

    @CanIgnoreReturnValue
    private static MemberRole role(ChannelState channel, long actorId) {
        MemberRole role = channel.member(actorId).role();
        if (!channel.group()) {
            throw refused(
                    ERROR_REASON_CHANNEL_NOT_A_GROUP, "channel " + channel.channelId() + " is direct, not a group");
        }
        if (channel.importing()) {
            throw refused(ERROR_REASON_CHANNEL_IMPORTING, "the channel's history is being imported; try again later");
        }
        return role;
    }

    @CanIgnoreReturnValue
    private static MemberRole administer(ChannelState channel, long actorId) {
        MemberRole role = role(channel, actorId);
        if (role == MemberRole.MEMBER_ROLE_MEMBER) {
            throw refused(ERROR_REASON_ROLE_INSUFFICIENT, "this needs the role ADMIN or OWNER; yours is MEMBER");
        }
        return role;
    }

    private static void own(ChannelState channel, long actorId) {
        if (role(channel, actorId) != MemberRole.MEMBER_ROLE_OWNER) {
            throw refused(ERROR_REASON_ROLE_INSUFFICIENT, "this needs the role OWNER");
        }
    }

    private static ChatException refused(ErrorReason reason, String detail) {
        return new ChatException(reason, detail);
    }
}
