package chat.core.message;

import chat.core.channel.ChannelState;
import chat.core.fanout.ChannelFanOut;
import chat.error.v1.ErrorReason;
import chat.gateway.v1.Send;
import chat.message.v1.Message;
import chat.runtime.error.ChatException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One channel under one tenure: everything that is accepted for it passes through here in one order, with one write under way (ADR 0004). Slot
 * thread only.
 */
final class Conversation {
    /** Loading: what arrives waits. Recovering: loaded, former owners' fan-out is being finished. Closed: the tenure has ended, or there is no such channel. */
    private enum Phase {
        LOADING,
        RECOVERING,
        OPEN,
        CLOSED
    }

    private static final long BASE_BYTES = 2_048;
    private static final long MEMBER_BYTES = 128;

    private final long channelId;
    private final SlotContext slot;
    private final ChannelFanOut fanOut;
    private final BatchWriter writer;
    private final ArrayDeque<Pending> queue = new ArrayDeque<>();
    /** Sends that are queued or being written, by the key of their name. */
    private final Map<Long, PendingSend> unanswered = new HashMap<>();

    private final CompletableFuture<Boolean> opened = new CompletableFuture<>();
    private Phase phase = Phase.LOADING;
    private boolean busy;
    private int lookups;
    private long weight = BASE_BYTES;
    private @Nullable ChannelState channel;
    private long[] recipients = {};
    private DedupWindow sent = new DedupWindow();
    private long lastId;

    Conversation(long channelId, SlotContext slot) {
        this.channelId = channelId;
        this.slot = slot;
        fanOut = new ChannelFanOut(
                channelId, slot.thread(), slot.routes(), slot.fanOutMetrics(), this::fanOutProgressed);
        writer = new BatchWriter(slot);
        slot.limits().state(1, weight);
    }

    long channelId() {
        return channelId;
    }

    /** Completes on the slot's thread when sends are admitted: true; when there is no such channel: false. Fails when the load does. */
    CompletionStage<Boolean> opened() {
        return opened;
    }

    /** The channel was loaded; null: there is none. */
    void loaded(@Nullable LoadedChannel loaded) {
        if (phase != Phase.LOADING) {
            return;
        }
        if (loaded == null) {
            close(new ChatException(ErrorReason.ERROR_REASON_CHANNEL_NOT_FOUND, "there is no channel " + channelId));
            opened.complete(false);
            return;
        }
        sent = loaded.sent();
        lastId = loaded.lastId();
        channel(loaded.channel());
        slot.progress().raiseFloor(lastId);
        phase = Phase.RECOVERING;
        slot.metrics().recovered(loaded.unfinished().size());
        for (LoadedChannel.Unfinished unfinished : loaded.unfinished()) {
            Message message = unfinished.message;
            fanOut.add(message.getMessageId(), message.toByteString(), unfinished.recipients, () -> {});
        }
        fanOut.flush();
        fanOutProgressed();
    }

    private void fanOutProgressed() {
        if (phase == Phase.RECOVERING && fanOut.unfinished() == 0) {
            phase = Phase.OPEN;
            List<Pending> arrived = new ArrayList<>(queue);
            queue.clear();
            for (Pending pending : arrived) {
                if (pending instanceof PendingSend send) {
                    readmit(send);
                } else {
                    queue.addLast(pending);
                }
            }
            opened.complete(true);
            pump();
        }
    }

    private void readmit(PendingSend send) {
        try {
            admitOpen(send);
        } catch (ChatException refused) {
            send.fail(refused);
            slot.limits().dequeue(send.bytes());
        }
    }

    /**
     * Takes a send, whose answer follows.
     *
     * @throws ChatException when it is refused at once
     */
    void admit(PendingSend send) {
        refuseIfFull();
        if (fanOut.unfinished() >= slot.config().unfinishedMessages()
                || (fanOut.unfinished() > 0 && slot.limits().fanOutFull())) {
            throw NodeLimits.overloaded("members' inboxes do not take messages of channel " + channelId);
        }
        slot.limits().queue(send.bytes());
        if (phase != Phase.OPEN) {
            queue.addLast(send);
            return;
        }
        try {
            admitOpen(send);
        } catch (ChatException refused) {
            slot.limits().dequeue(send.bytes());
            throw refused;
        }
        pump();
    }

    /** Takes a task that has the channel for itself while it runs. */
    void admit(PendingTask task) {
        refuseIfFull();
        slot.limits().queue(task.bytes());
        queue.addLast(task);
        pump();
    }

    private void refuseIfFull() {
        if (phase == Phase.CLOSED) {
            throw new ChatException(ErrorReason.ERROR_REASON_NO_OWNER, "the slot is changing hands; try again");
        }
        if (queue.size() >= slot.config().queuedSends()) {
            throw NodeLimits.overloaded("channel " + channelId + " has " + queue.size() + " sends waiting");
        }
    }

    private void admitOpen(PendingSend pending) {
        Send send = pending.send;
        checkSender(send.getUserId());
        PendingSend first = unanswered.get(pending.key);
        if (first != null && first.sameNameAs(pending)) {
            if (!first.send.getText().equals(send.getText())) {
                throw reused(send);
            }
            first.addRepeat(pending);
            slot.limits().dequeue(pending.bytes());
            return;
        }
        long stored = sent.find(pending.key);
        if (stored != 0) {
            lookUp(pending, stored);
        } else {
            enqueue(pending);
        }
    }

    private void enqueue(PendingSend pending) {
        unanswered.put(pending.key, pending);
        queue.addLast(pending);
    }

    /** Throws NOT_A_MEMBER or CHANNEL_IMPORTING. */
    private void checkSender(long userId) {
        ChannelState now = channel();
        if (!now.isMember(userId)) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_NOT_A_MEMBER,
                    "user " + userId + " is not a member of channel " + channelId);
        }
        if (now.importing()) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_CHANNEL_IMPORTING,
                    "the channel's history is being imported; try again when that is done");
        }
    }

    /** A message with this key exists: the same send again, another text under the same name, or, once in 2^64, another name. */
    private void lookUp(PendingSend pending, long messageId) {
        lookups++;
        var unused = slot.messages().find(channelId, messageId).whenComplete((found, failure) -> slot.thread()
                .execute(() -> {
                    lookups--;
                    try {
                        if (phase == Phase.CLOSED || failure != null) {
                            slot.tenure().check();
                            throw failure == null ? NodeLimits.overloaded("the channel is closing") : failure;
                        }
                        compare(pending, messageId, found.orElse(null));
                    } catch (Throwable refused) {
                        slot.limits().dequeue(pending.bytes());
                        pending.fail(refused);
                    }
                }));
    }

    private void compare(PendingSend pending, long messageId, @Nullable Message message) {
        Send send = pending.send;
        boolean sameName = message == null
                || (message.getSenderDeviceId() == send.getDeviceId()
                        && message.getClientMessageId().equals(send.getClientMessageId()));
        if (!sameName) {
            enqueue(pending);
            pump();
            return;
        }
        if (message != null && !message.getText().equals(send.getText())) {
            throw reused(send);
        }
        slot.tenure().check();
        slot.limits().dequeue(pending.bytes());
        slot.metrics().duplicate();
        pending.accept(messageId);
    }

    private static ChatException reused(Send send) {
        return new ChatException(
                ErrorReason.ERROR_REASON_CLIENT_MESSAGE_ID_REUSED,
                "this device used client_message_id " + send.getClientMessageId() + " for another text");
    }

    /** Starts what is next, if nothing is under way. */
    private void pump() {
        while (phase == Phase.OPEN && !busy && !queue.isEmpty()) {
            if (queue.peekFirst() instanceof PendingTask task) {
                queue.removeFirst();
                run(task);
            } else {
                writeBatch();
            }
        }
    }

    private void run(PendingTask task) {
        slot.limits().dequeue(task.bytes());
        if (task.answered()) {
            return;
        }
        busy = true;
        var unused = task.run(this)
                .whenComplete((done, failure) -> slot.thread().execute(() -> {
                    busy = false;
                    if (failure != null) {
                        task.fail(failure);
                        close(failure);
                    }
                    pump();
                }));
    }

    private void writeBatch() {
        Batch batch = Batch.take(queue, slot, channel(), lastId);
        batch.dropped().forEach(this::forget);
        if (batch.sends().isEmpty()) {
            return;
        }
        busy = true;
        var unused = writer.write(batch)
                .whenComplete((done, failure) -> slot.thread().execute(() -> written(batch, failure)));
    }

    private void written(Batch batch, @Nullable Throwable failure) {
        busy = false;
        if (phase == Phase.CLOSED) {
            batch.sends().forEach(send -> slot.limits().dequeue(send.bytes()));
            return;
        }
        try {
            slot.tenure().check();
        } catch (ChatException lost) {
            close(lost);
            batch.sends().forEach(send -> slot.limits().dequeue(send.bytes()));
            return;
        }
        if (failure == null) {
            acknowledge(batch);
        } else {
            batch.abandon();
            for (PendingSend send : batch.sends()) {
                send.fail(failure);
                forget(send);
            }
        }
        pump();
    }

    private void acknowledge(Batch batch) {
        Runnable done = batch.fanOutDone();
        for (int i = 0; i < batch.sends().size(); i++) {
            PendingSend send = batch.sends().get(i);
            Message message = batch.messages().get(i);
            lastId = message.getMessageId();
            sent.add(send.key, lastId, batch.forgetThrough());
            send.accept(lastId);
            slot.metrics().accepted();
            for (int repeats = send.repeats(); repeats > 0; repeats--) {
                slot.metrics().duplicate();
            }
            forget(send);
            fanOut.add(lastId, message.toByteString(), recipients, done);
        }
        fanOut.flush();
        weigh();
    }

    private void forget(PendingSend send) {
        slot.limits().dequeue(send.bytes());
        unanswered.remove(send.key, send);
    }

    /** A change of the channel is durable and its tenure was checked. */
    void changed(ChannelState before, ChannelState after, Message message, Runnable fanOutDone) {
        channel(after);
        lastId = message.getMessageId();
        fanOut.add(lastId, message.toByteString(), Recipients.of(before, after), fanOutDone);
        fanOut.flush();
    }

    /** Tells callers whose time is up; what is not being written yet is forgotten. */
    void expire(long nowNanos) {
        unanswered.values().forEach(send -> timeOut(send, nowNanos));
        queue.removeIf(pending -> {
            timeOut(pending, nowNanos);
            if (pending.answered() && pending instanceof PendingSend send) {
                forget(send);
                return true;
            }
            return false;
        });
    }

    private void timeOut(Pending pending, long nowNanos) {
        if (!pending.answered() && nowNanos - pending.deadlineNanos() >= 0) {
            pending.fail(new ChatException(
                    ErrorReason.ERROR_REASON_TIMEOUT,
                    "not known to be stored in time; send it again with the same client_message_id",
                    Map.of("outcome", "unknown")));
        }
    }

    /** Ends it: the tenure has ended, or the load failed. What was not answered is for the next owner, or for the sender to repeat. */
    void close(Throwable why) {
        if (phase == Phase.CLOSED) {
            return;
        }
        phase = Phase.CLOSED;
        fanOut.stop();
        unanswered.values().forEach(send -> send.fail(why));
        unanswered.clear();
        for (Pending pending : queue) {
            pending.fail(why);
            slot.limits().dequeue(pending.bytes());
        }
        queue.clear();
        slot.limits().state(-1, -weight);
        opened.completeExceptionally(why);
    }

    boolean closed() {
        return phase == Phase.CLOSED;
    }

    /** True when nothing waits or is being written. */
    boolean quiet() {
        return queue.isEmpty() && !busy && lookups == 0;
    }

    /** True when it can be forgotten: loading it again gives the same. */
    boolean idle() {
        return phase == Phase.OPEN && quiet() && fanOut.unfinished() == 0;
    }

    int unfinished() {
        return fanOut.unfinished();
    }

    SlotContext slot() {
        return slot;
    }

    long lastId() {
        return lastId;
    }

    /** Lines of an import were stored. */
    void lastId(long id) {
        lastId = id;
    }

    ChannelState channel() {
        if (channel == null) {
            throw new IllegalStateException("channel " + channelId + " is not loaded");
        }
        return channel;
    }

    void channel(ChannelState next) {
        channel = next;
        recipients = Recipients.of(next);
        weigh();
    }

    private void weigh() {
        long now = BASE_BYTES + MEMBER_BYTES * recipients.length + sent.bytes();
        slot.limits().state(0, now - weight);
        weight = now;
    }

    BatchWriter writer() {
        return writer;
    }
}
