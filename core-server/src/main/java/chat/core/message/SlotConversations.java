package chat.core.message;

import chat.core.channel.ChannelChange;
import chat.core.channel.ChannelState;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The channels of one slot under one tenure: loads them, keeps the recently used ones, ends with the tenure. Slot thread only. */
final class SlotConversations {
    private static final Logger LOG = LoggerFactory.getLogger(SlotConversations.class);
    private static final long QUIET_POLL_MILLIS = 5;
    private static final long FAN_OUT_PATIENCE_NANOS = 1_000_000_000L;
    private static final int EVICTION_TRIES = 16;

    private final SlotContext slot;
    private final SlotHistory history;
    private final ChannelLoader loader;
    /** The least recently used first. */
    private final Map<Long, Conversation> conversations = new LinkedHashMap<>(16, 0.75f, true);
    /** Those that something waits in. */
    private final Set<Conversation> active = new LinkedHashSet<>();

    private boolean ended;

    SlotConversations(SlotContext slot, SlotHistory history, ChannelLoader loader) {
        this.slot = slot;
        this.history = history;
        this.loader = loader;
    }

    SlotContext slot() {
        return slot;
    }

    /** Takes a send, whose answer follows, or throws. */
    void send(PendingSend send) {
        Conversation conversation = conversation(send.send.getChannelId());
        conversation.admit(send);
        active.add(conversation);
    }

    /** Runs something that has the channel for itself. */
    <T> void run(
            long channelId,
            Function<Conversation, CompletionStage<Void>> work,
            CompletableFuture<T> answer,
            long deadlineNanos) {
        Conversation conversation = conversation(channelId);
        conversation.admit(new PendingTask(work, answer, deadlineNanos));
        active.add(conversation);
    }

    void change(long channelId, ChannelChange change, CompletableFuture<ChannelState> answer, long deadlineNanos) {
        run(channelId, conversation -> ChangeCommit.start(conversation, change, answer), answer, deadlineNanos);
    }

    /** A loaded channel, or one that is being loaded. Throws OVERLOADED when there is no room. */
    Conversation conversation(long channelId) {
        if (ended) {
            throw new ChatException(ErrorReason.ERROR_REASON_NO_OWNER, "the slot is changing hands; try again");
        }
        Conversation known = conversations.get(channelId);
        if (known != null && !known.closed()) {
            return known;
        }
        makeRoom();
        Conversation conversation = new Conversation(channelId, slot);
        conversations.put(channelId, conversation);
        var unused = loader.load(channelId, slot.tenure(), history)
                .whenComplete((loaded, failure) -> slot.thread().execute(() -> loaded(conversation, loaded, failure)));
        return conversation;
    }

    private void makeRoom() {
        Iterator<Conversation> eldest = conversations.values().iterator();
        for (int tries = 0; tries < EVICTION_TRIES && slot.limits().stateFull() && eldest.hasNext(); tries++) {
            Conversation candidate = eldest.next();
            if (candidate.idle() || candidate.closed()) {
                eldest.remove();
                candidate.close(new ChatException(ErrorReason.ERROR_REASON_OVERLOADED, "put aside"));
            }
        }
        if (slot.limits().stateFull()) {
            throw NodeLimits.overloaded("this node has too many channels in use");
        }
    }

    private void loaded(Conversation conversation, Optional<LoadedChannel> loaded, Throwable failure) {
        if (failure != null) {
            slot.metrics().load(Errors.name(Errors.toChatException(failure).reason()));
            if (Errors.unnamed(failure)) {
                LOG.error(
                        "channel.load.failed channel={} slot={}",
                        conversation.channelId(),
                        slot.tenure().slot(),
                        failure);
            }
            conversations.remove(conversation.channelId(), conversation);
            conversation.close(Errors.toChatException(failure));
            return;
        }
        slot.metrics().load(loaded.isPresent() ? "ok" : "absent");
        if (loaded.isEmpty()) {
            conversations.remove(conversation.channelId(), conversation);
        }
        conversation.loaded(loaded.orElse(null));
    }

    /** Several times a second: callers whose time is up are told. */
    void tick(long nowNanos) {
        for (Iterator<Conversation> each = active.iterator(); each.hasNext(); ) {
            Conversation conversation = each.next();
            if (conversation.closed()) {
                conversations.remove(conversation.channelId(), conversation);
                each.remove();
            } else if (conversation.quiet()) {
                each.remove();
            } else {
                conversation.expire(nowNanos);
            }
        }
    }

    /** Completes when what was admitted is written and answered, and, if it does not take long, in all inboxes. */
    CompletionStage<Void> drained() {
        CompletableFuture<Void> drained = new CompletableFuture<>();
        awaitQuiet(drained, System.nanoTime());
        return drained;
    }

    private void awaitQuiet(CompletableFuture<Void> drained, long sinceNanos) {
        boolean patient = System.nanoTime() - sinceNanos < FAN_OUT_PATIENCE_NANOS;
        active.removeIf(conversation -> conversation.closed() || conversation.quiet());
        if (ended || (active.isEmpty() && (slot.progress().idle() || !patient))) {
            drained.complete(null);
            return;
        }
        var unused =
                slot.thread().schedule(() -> awaitQuiet(drained, sinceNanos), QUIET_POLL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The tenure has ended. */
    void end(Throwable why) {
        ended = true;
        new ArrayList<>(conversations.values()).forEach(conversation -> conversation.close(why));
        conversations.clear();
        active.clear();
    }

    boolean ended() {
        return ended;
    }
}
