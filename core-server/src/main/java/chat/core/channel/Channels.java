package chat.core.channel;

import chat.channel.v1.Channel;
import chat.channel.v1.ChannelKind;
import chat.channel.v1.MemberRole;
import chat.core.account.Accounts;
import chat.core.messageid.IdMinter;
import chat.core.slot.SlotOwnership;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** What any node can do for channels: read them, list them, and reserve the id of a new one. Safe from any thread; never blocks. */
public final class Channels implements UserChannels {
    /** So often an id is minted in the hope that its slot is here; beyond it the channel begins elsewhere. */
    private static final int ID_TRIES = 2_000;

    private final ChannelStore store;
    private final Accounts accounts;
    private final IdMinter ids;
    private final SlotOwnership ownership;

    Channels(ChannelStore store, Accounts accounts, IdMinter ids, SlotOwnership ownership) {
        this.store = store;
        this.accounts = accounts;
        this.ids = ids;
        this.ownership = ownership;
    }

    /** A channel; fails with CHANNEL_NOT_FOUND. */
    public CompletionStage<ChannelState> find(long channelId) {
        return store.find(channelId)
                .thenApply(found -> found.orElseThrow(() -> new ChatException(
                        ErrorReason.ERROR_REASON_CHANNEL_NOT_FOUND, "there is no channel " + channelId)));
    }

    /** The id of the direct channel of two users; reserved by whoever asks first. */
    CompletionStage<Long> directId(long userId, long otherId) {
        return store.direct(userId, otherId, null)
                .thenCompose(found -> reserved(found, id -> store.direct(userId, otherId, id)));
    }

    /** The id of the group that a user's request makes; reserved when asked first. */
    CompletionStage<Long> groupId(long userId, String requestKey) {
        return store.group(userId, requestKey, null)
                .thenCompose(found -> reserved(found, id -> store.group(userId, requestKey, id)));
    }

    private CompletionStage<Long> reserved(
            Optional<Long> found, LongFunction<CompletionStage<Optional<Long>>> reserve) {
        return found.isPresent()
                ? CompletableFuture.completedFuture(found.get())
                : reserve.apply(newId()).thenApply(Optional::orElseThrow);
    }

    /** An id for a new channel whose slot is at this node, if it has any: then the channel begins without a detour. */
    public long newId() {
        long id = ids.mint(0);
        for (int tries = 1; tries < ID_TRIES && !owned(id); tries++) {
            id = ids.mint(0);
        }
        return id;
    }

    private boolean owned(long channelId) {
        int slot = ownership.slots().of(channelId);
        try {
            return ownership.tenure(slot).slot() == slot;
        } catch (ChatException elsewhere) {
            return false;
        }
    }

    /** Completes when all users exist; fails with USER_NOT_FOUND when one does not, or was deleted. */
    CompletionStage<Void> requireUsers(Collection<Long> userIds) {
        CompletableFuture<?>[] reads = userIds.stream()
                .map(userId -> accounts.find(userId)
                        .thenAccept(account -> {
                            if (account.deleted()) {
                                throw new ChatException(
                                        ErrorReason.ERROR_REASON_USER_NOT_FOUND, "there is no user " + userId);
                            }
                        })
                        .toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(reads);
    }

    /** A channel that is yet to be created. */
    static ChannelState draft(long channelId, ChannelKind kind, String title, long creatorId, Collection<Long> others) {
        boolean group = kind == ChannelKind.CHANNEL_KIND_GROUP;
        SortedMap<Long, Membership> members = new TreeMap<>();
        others.forEach(userId -> members.put(userId, new Membership(MemberRole.MEMBER_ROLE_MEMBER, 0)));
        MemberRole creator = group ? MemberRole.MEMBER_ROLE_OWNER : MemberRole.MEMBER_ROLE_MEMBER;
        members.put(creatorId, new Membership(creator, 0));
        return new ChannelState(channelId, kind, title, members, 1, 0, 0, null, null);
    }

    @Override
    public CompletionStage<List<Channel>> list(long userId, long afterChannelId, int limit) {
        return collect(userId, afterChannelId, limit, new ArrayList<>());
    }

    /** The index may name channels that the user left, or that were never made: they are passed over. */
    private CompletionStage<List<Channel>> collect(long userId, long afterId, int limit, List<Channel> found) {
        int wanted = limit - found.size();
        return store.listed(userId, afterId, wanted).thenCompose(ids -> {
            List<CompletableFuture<@Nullable ChannelState>> reads = ids.stream()
                    .map(id -> store.find(id)
                            .thenApply(channel -> channel.orElse(null))
                            .toCompletableFuture())
                    .toList();
            return CompletableFuture.allOf(reads.toArray(CompletableFuture<?>[]::new))
                    .thenCompose(done -> {
                        for (var read : reads) {
                            ChannelState channel = read.join();
                            if (channel != null && channel.isMember(userId)) {
                                found.add(channel.toProto());
                            }
                        }
                        return ids.size() < wanted || found.size() == limit
                                ? CompletableFuture.completedFuture(found)
                                : collect(userId, ids.get(ids.size() - 1), limit, found);
                    });
        });
    }
}
