package chat.core.session;

import chat.gateway.v1.ConnectResponse;
import chat.gateway.v1.CoreFrame;
import chat.gateway.v1.Delivery;
import chat.gateway.v1.Target;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one gateway stream, in order, bounded. Targets of one message that wait together share one delivery. When too much waits, deliveries are
 * dropped, never reordered, and their sessions are kept to be told of their inbox's end when there is room again. Answers are never dropped: they are
 * bounded by the requests that are let in. Safe from any thread.
 */
final class Outbox {
    private static final int MAX_FRAMES = 512;
    private static final int MAX_BATCH_BYTES = 256 * 1024;
    private static final int TARGET_BYTES = 16;
    private static final int FRAME_BYTES = 32;

    private final int maxBytes;

    @GuardedBy("this")
    private final ArrayDeque<Item> queue = new ArrayDeque<>();

    /** Deliveries that further targets can join, by message id. */
    @GuardedBy("this")
    private final Map<Long, Item> joinable = new HashMap<>();

    /** Sessions that lost a delivery since there was room. */
    @GuardedBy("this")
    private Set<Session> lagging = new LinkedHashSet<>();

    @GuardedBy("this")
    private long bytes;

    @GuardedBy("this")
    private long sequence;

    private static final class Item {
        private final long sequence;
        private final long messageId;
        private final CoreFrame.@Nullable Builder delivery;
        private final @Nullable CoreFrame frame;
        private int bytes;

        Item(long sequence, CoreFrame frame, int bytes) {
            this.sequence = sequence;
            this.messageId = 0;
            this.delivery = null;
            this.frame = frame;
            this.bytes = bytes;
        }

        Item(long sequence, long messageId, ByteString message) {
            this.sequence = sequence;
            this.messageId = messageId;
            this.delivery =
                    CoreFrame.newBuilder().setDelivery(Delivery.newBuilder().setMessage(message));
            this.frame = null;
            this.bytes = FRAME_BYTES + message.size();
        }
    }

    /** What came of offering a delivery. */
    enum Offered {
        QUEUED,
        /** The session is told of its inbox's end later. */
        DROPPED
    }

    Outbox(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Adds an answer, or another frame that must not be lost. */
    synchronized void add(CoreFrame frame) {
        int size = frame.getSerializedSize();
        queue.addLast(new Item(++sequence, frame, size));
        bytes += size;
    }

    /** As {@link #add}; nothing that the session is sent from now on may overtake it. */
    synchronized void addBefore(Session session, CoreFrame frame) {
        add(frame);
        session.lastQueued = sequence;
    }

    /** @param messageId what targets of the same message share; 0 to share nothing */
    synchronized Offered deliver(Session session, long position, long messageId, ByteString message) {
        if (lagging.contains(session)) {
            return Offered.DROPPED;
        }
        if (bytes >= maxBytes) {
            lagging.add(session);
            return Offered.DROPPED;
        }
        Item item = messageId == 0 ? null : joinable.get(messageId);
        // joining an earlier delivery must not overtake one that the session waits for
        if (item == null || item.sequence < session.lastQueued) {
            item = new Item(++sequence, messageId, message);
            bytes += item.bytes;
            queue.addLast(item);
            if (messageId != 0) {
                joinable.put(messageId, item);
            }
        }
        if (item.delivery != null) {
            item.delivery
                    .getDeliveryBuilder()
                    .addTargets(Target.newBuilder().setSessionId(session.id()).setPosition(position));
            item.bytes += TARGET_BYTES;
            bytes += TARGET_BYTES;
            session.lastQueued = item.sequence;
        }
        return Offered.QUEUED;
    }

    /** The next frames to write, or null when nothing waits. */
    synchronized @Nullable ConnectResponse next() {
        if (queue.isEmpty()) {
            return null;
        }
        ConnectResponse.Builder batch = ConnectResponse.newBuilder();
        int taken = 0;
        while (!queue.isEmpty() && batch.getFramesCount() < MAX_FRAMES && taken < MAX_BATCH_BYTES) {
            Item item = queue.removeFirst();
            taken += item.bytes;
            bytes -= item.bytes;
            if (item.delivery != null) {
                joinable.remove(item.messageId, item);
                batch.addFrames(item.delivery);
            } else if (item.frame != null) {
                batch.addFrames(item.frame);
            }
        }
        return batch.build();
    }

    /** Sessions to be told of their inbox's end, once there is room; empty while there is none. */
    synchronized List<Session> caughtUp() {
        if (lagging.isEmpty() || bytes > maxBytes / 2) {
            return List.of();
        }
        List<Session> sessions = new ArrayList<>(lagging);
        lagging = new LinkedHashSet<>();
        return sessions;
    }

    /** A session that is gone is owed nothing. */
    synchronized void forget(Session session) {
        lagging.remove(session);
    }

    synchronized boolean isFull() {
        return bytes >= maxBytes;
    }

    synchronized long queuedBytes() {
        return bytes;
    }
}
