package chat.core.message;

import chat.channel.v1.MemberRole;
import chat.core.channel.ChannelState;
import chat.core.channel.Membership;
import chat.core.fanout.SlotProgress;
import chat.core.fanout.Windows;
import chat.core.messageid.IdLayout;
import chat.core.slot.SlotTenure;
import chat.message.v1.MembershipChange;
import chat.message.v1.Message;
import chat.runtime.error.Errors;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Creates a channel: mark, members' lists, then its row, which names its first message. From the row on it exists: loading it, here or at a next owner,
 * writes the message and brings it to the members.
 */
final class ChannelCreation {
    private final SlotConversations conversations;
    private final SlotContext slot;
    private final ChannelState channel;
    private final SlotProgress.@Nullable Run run;
    private final CompletableFuture<ChannelState> answer;

    private ChannelCreation(
            SlotConversations conversations,
            ChannelState channel,
            SlotProgress.@Nullable Run run,
            CompletableFuture<ChannelState> answer) {
        this.conversations = conversations;
        this.channel = channel;
        this.run = run;
        this.answer = answer;
        slot = conversations.slot();
    }

    /** Starts, unless the channel exists; on the slot's thread. */
    static void start(
            SlotConversations conversations,
            ChannelState wanted,
            long creatorId,
            CompletableFuture<ChannelState> answer) {
        SlotContext slot = conversations.slot();
        var unused = slot.channels()
                .find(wanted.channelId())
                .thenComposeAsync(
                        found -> {
                            if (found.isPresent()) {
                                answer.complete(found.get());
                                return CompletableFuture.<Void>completedFuture(null);
                            }
                            return begin(conversations, wanted, creatorId, answer)
                                    .create();
                        },
                        slot.thread())
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        answer.completeExceptionally(
                                Errors.unnamed(failure) ? failure : Errors.toChatException(failure));
                    }
                });
    }

    private static ChannelCreation begin(
            SlotConversations conversations,
            ChannelState wanted,
            long creatorId,
            CompletableFuture<ChannelState> answer) {
        SlotContext slot = conversations.slot();
        SlotTenure tenure = slot.tenure();
        if (conversations.ended()) {
            tenure.check();
        }
        if (wanted.imported() != null) {
            return new ChannelCreation(conversations, wanted.withOwnerEpoch(tenure.epoch()), null, answer);
        }
        long id = slot.mint(0);
        SlotProgress.Run run = slot.progress().begin(id, id, 1);
        return new ChannelCreation(conversations, created(wanted, creatorId, id, tenure.epoch()), run, answer);
    }

    private static ChannelState created(ChannelState wanted, long creatorId, long id, long epoch) {
        MembershipChange.Builder change = MembershipChange.newBuilder().setKind(MembershipChange.Kind.KIND_CREATED);
        SortedMap<Long, Membership> members = new TreeMap<>();
        wanted.members().forEach((userId, membership) -> {
            MemberRole role = membership.role();
            members.put(userId, new Membership(role, id));
            change.addUserIds(userId);
        });
        Message message = Message.newBuilder()
                .setMessageId(id)
                .setChannelId(wanted.channelId())
                .setSenderId(creatorId)
                .setSentAtMillis(IdLayout.timeMillis(id))
                .setMembershipChange(change)
                .build();
        return new ChannelState(
                wanted.channelId(),
                wanted.kind(),
                wanted.title(),
                members,
                1,
                IdLayout.timeMillis(id),
                epoch,
                message,
                null);
    }

    private CompletionStage<Void> create() {
        return mark().thenCompose(marked -> slot.channels()
                        .list(
                                channel.channelId(),
                                channel.members().keySet(),
                                slot.tenure().nextWriteTimestamp()))
                .thenCompose(listed -> slot.channels().create(channel))
                .handle((created, failure) -> failure)
                .thenComposeAsync(this::created, slot.thread());
    }

    private CompletionStage<Void> mark() {
        return channel.lastChange() == null
                ? CompletableFuture.completedFuture(null)
                : slot.marks()
                        .mark(
                                channel.channelId(),
                                Windows.of(channel.lastChange().getMessageId()));
    }

    /** Loading the channel brings its first message on its way; if it can't be loaded now, whoever opens the channel next does. */
    private CompletionStage<Void> created(@Nullable Throwable failure) {
        CompletionStage<Boolean> opened = failure == null
                ? conversations.conversation(channel.channelId()).opened()
                : CompletableFuture.failedFuture(failure);
        return opened.handleAsync(
                        (open, notOpened) -> {
                            if (run != null) {
                                complete(run, notOpened);
                            }
                            return notOpened;
                        },
                        slot.thread())
                .thenCompose(notOpened -> notOpened == null ? find() : CompletableFuture.failedFuture(notOpened));
    }

    /** The checkpoint may pass a creation that failed before its answer: the repeated request, or any use of the channel, makes it good. */
    private void complete(SlotProgress.Run begun, @Nullable Throwable notOpened) {
        if (notOpened == null || !conversations.ended()) {
            begun.completeOne();
        }
    }

    private CompletionStage<Void> find() {
        return slot.channels().find(channel.channelId()).thenAccept(found -> {
            slot.tenure().check();
            answer.complete(found.orElse(channel));
        });
    }
}
