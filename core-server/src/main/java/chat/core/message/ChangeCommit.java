package chat.core.message;

import chat.core.channel.ChannelChange;
import chat.core.channel.ChannelState;
import chat.core.fanout.SlotProgress;
import chat.message.v1.Message;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits one change of a channel while it has the channel for itself: mark, then the channel's row on condition of its revision and the owner's epoch, then
 * the message's row. From the condition's success on the change stands: a next owner that misses the message's row writes it.
 */
final class ChangeCommit {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeCommit.class);

    private final Conversation conversation;
    private final SlotContext slot;
    private final ChannelState before;
    private final ChannelState after;
    private final Message message;
    private final SlotProgress.Run run;
    private final CompletableFuture<ChannelState> answer;

    private ChangeCommit(
            Conversation conversation,
            ChannelState after,
            Message message,
            SlotProgress.Run run,
            CompletableFuture<ChannelState> answer) {
        this.conversation = conversation;
        this.after = after;
        this.message = message;
        this.run = run;
        this.answer = answer;
        slot = conversation.slot();
        before = conversation.channel();
    }

    /**
     * Starts; on the slot's thread.
     *
     * @return fails only when the tenure has ended
     */
    static CompletionStage<Void> start(
            Conversation conversation, ChannelChange change, CompletableFuture<ChannelState> answer) {
        SlotContext slot = conversation.slot();
        ChannelState before = conversation.channel();
        LongFunction<ChannelState> plan = change.plan(before);
        if (plan == null) {
            slot.tenure().check();
            answer.complete(before);
            return CompletableFuture.completedFuture(null);
        }
        long id = slot.mint(conversation.lastId());
        ChannelState after = plan.apply(id);
        Message message = after.lastChange();
        if (message == null) {
            throw new IllegalStateException("a change without a message");
        }
        SlotProgress.Run run = slot.progress().begin(id, id, 1);
        return new ChangeCommit(conversation, after, message, run, answer).commit();
    }

    private CompletionStage<Void> commit() {
        long id = message.getMessageId();
        return conversation
                .writer()
                .prepare(before.channelId(), id, id)
                .thenCompose(prepared -> list())
                .handle((prepared, failure) -> failure)
                .thenComposeAsync(failure -> failure == null ? commitPrepared() : abandon(failure), slot.thread());
    }

    /** Whoever joins has the channel in their list before they are in it. */
    private CompletionStage<Void> list() {
        var joining = new TreeSet<>(after.members().keySet());
        joining.removeAll(before.members().keySet());
        return joining.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : slot.channels()
                        .list(before.channelId(), joining, slot.tenure().nextWriteTimestamp());
    }

    private CompletionStage<Void> abandon(Throwable failure) {
        run.completeOne();
        answer.completeExceptionally(failure);
        return CompletableFuture.completedFuture(null);
    }

    private CompletionStage<Void> commitPrepared() {
        return slot.repeat()
                .untilKnown(this::swap)
                .thenCompose(swapped -> {
                    slot.tenure().check();
                    if (!swapped) {
                        throw new IllegalStateException(
                                "channel " + before.channelId() + " was changed beside its owner");
                    }
                    unlist();
                    return conversation.writer().writeRows(List.of(message));
                })
                .thenRunAsync(this::committed, slot.thread());
    }

    /** The condition fails for a repeat of a swap that had succeeded: then the row names this very message. */
    private CompletionStage<Boolean> swap() {
        return slot.channels()
                .change(before, after)
                .thenCompose(applied -> applied
                        ? CompletableFuture.completedFuture(true)
                        : slot.channels().find(before.channelId()).thenApply(row -> row.map(ChannelState::lastChange)
                                .filter(change -> change.getMessageId() == message.getMessageId())
                                .isPresent()));
    }

    /** A list entry that stays behind is harmless: the channel's row decides. */
    private void unlist() {
        for (long userId : before.members().keySet()) {
            if (!after.isMember(userId)) {
                var unused = slot.channels()
                        .unlist(before.channelId(), userId, slot.tenure().nextWriteTimestamp())
                        .whenComplete((done, failure) -> logLeftBehind(userId, failure));
            }
        }
    }

    private void logLeftBehind(long userId, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.info("channel.unlist.failed channel={} user={}", before.channelId(), userId);
        }
    }

    private void committed() {
        slot.tenure().check();
        if (conversation.closed()) {
            return;
        }
        conversation.changed(before, after, message, run::completeOne);
        answer.complete(after);
    }
}
