package chat.core.message;

import chat.core.channel.ChannelState;
import chat.core.fanout.SlotProgress;
import chat.core.messageid.IdLayout;
import chat.error.v1.ErrorReason;
import chat.gateway.v1.Send;
import chat.message.v1.Message;
import chat.runtime.error.ChatException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends of one channel that are written by one mutation, with their ids. Slot thread only. */
final class Batch {
    private static final int MAX_BYTES = 512 << 10;
    private static final long REMEMBERED_MILLIS = 24L * 60 * 60 * 1000;

    private final List<PendingSend> sends = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final List<PendingSend> dropped = new ArrayList<>();
    private final MessageMetrics metrics;
    private final long takenNanos = System.nanoTime();
    private SlotProgress.@Nullable Run run;

    private Batch(MessageMetrics metrics) {
        this.metrics = metrics;
    }

    /** Takes what is next in the queue, up to the first task; ids are minted in this order, and count as unfinished from here on. */
    static Batch take(ArrayDeque<Pending> queue, SlotContext slot, ChannelState channel, long lastId) {
        Batch batch = new Batch(slot.metrics());
        int bytes = 0;
        while (queue.peekFirst() instanceof PendingSend send && batch.sends.size() < ChannelLoader.WRITE_ROWS) {
            if (send.answered() || !stillMember(send, channel)) {
                batch.dropped.add(send);
            } else if (batch.sends.isEmpty() || bytes + send.bytes() <= MAX_BYTES) {
                long id;
                try {
                    id = slot.mint(Math.max(lastId, batch.lastId()));
                } catch (ChatException refused) {
                    send.fail(refused);
                    batch.dropped.add(send);
                    queue.removeFirst();
                    continue;
                }
                if (!batch.sends.isEmpty() && Buckets.of(id) != Buckets.of(batch.firstId())) {
                    break; // the id stays unused
                }
                bytes += send.bytes();
                batch.add(send, id);
            } else {
                break;
            }
            queue.removeFirst();
        }
        if (!batch.sends.isEmpty()) {
            batch.run = slot.progress().begin(batch.firstId(), batch.lastId(), batch.sends.size());
            batch.metrics.batch(batch.sends.size());
        }
        return batch;
    }

    /** A change that was queued before the send may have removed its sender. */
    private static boolean stillMember(PendingSend send, ChannelState channel) {
        if (channel.isMember(send.send.getUserId())) {
            return true;
        }
        send.fail(new ChatException(
                ErrorReason.ERROR_REASON_NOT_A_MEMBER,
                "user " + send.send.getUserId() + " is not a member of channel " + channel.channelId()));
        return false;
    }

    private void add(PendingSend pending, long id) {
        Send send = pending.send;
        sends.add(pending);
        messages.add(Message.newBuilder()
                .setMessageId(id)
                .setChannelId(send.getChannelId())
                .setSenderId(send.getUserId())
                .setSenderDeviceId(send.getDeviceId())
                .setClientMessageId(send.getClientMessageId())
                .setSentAtMillis(IdLayout.timeMillis(id))
                .setText(send.getText())
                .build());
        metrics.admissionSeconds((takenNanos - pending.arrivedNanos) / 1e9);
    }

    List<PendingSend> sends() {
        return sends;
    }

    List<Message> messages() {
        return messages;
    }

    /** Sends that left the queue without being written; they are answered. */
    List<PendingSend> dropped() {
        return dropped;
    }

    long firstId() {
        return messages.isEmpty() ? 0 : messages.get(0).getMessageId();
    }

    long lastId() {
        return messages.isEmpty() ? 0 : messages.get(messages.size() - 1).getMessageId();
    }

    /** Ids that need not be remembered any more. */
    long forgetThrough() {
        return IdLayout.floorOf(IdLayout.timeMillis(lastId()) - REMEMBERED_MILLIS);
    }

    /** Nothing of it was or will be written. */
    void abandon() {
        if (run != null) {
            run.complete(sends.size());
        }
    }

    /** To be called once for each message that is in all its inboxes; begins the time of the fan-out. */
    Runnable fanOutDone() {
        long ackedNanos = System.nanoTime();
        metrics.rowSeconds((ackedNanos - takenNanos) / 1e9);
        return () -> {
            metrics.fanOutSeconds((System.nanoTime() - ackedNanos) / 1e9);
            if (run != null) {
                run.completeOne();
            }
        };
    }
}
