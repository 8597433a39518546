package chat.core.message;

import chat.core.fanout.FanOutMetrics;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import java.util.concurrent.atomic.AtomicLong;

/** Memory that all channels of this node share. Safe from any thread. */
final class NodeLimits {
    private final MessageConfig config;
    private final MessageMetrics metrics;
    private final FanOutMetrics fanOut;
    private final AtomicLong queuedBytes = new AtomicLong();
    private final AtomicLong stateBytes = new AtomicLong();

    NodeLimits(MessageConfig config, MessageMetrics metrics, FanOutMetrics fanOut) {
        this.config = config;
        this.metrics = metrics;
        this.fanOut = fanOut;
    }

    /**
     * Takes room for something that waits.
     *
     * @throws ChatException OVERLOADED
     */
    void queue(int bytes) {
        if (queuedBytes.addAndGet(bytes) > config.queuedBytes()) {
            queuedBytes.addAndGet(-bytes);
            throw overloaded("this node has too many sends to write");
        }
        metrics.queued(1, bytes);
    }

    void dequeue(int bytes) {
        queuedBytes.addAndGet(-bytes);
        metrics.queued(-1, -bytes);
    }

    /** A channel's state came, grew, shrank or went. */
    void state(int moreChannels, long moreBytes) {
        stateBytes.addAndGet(moreBytes);
        metrics.channels(moreChannels, moreBytes);
    }

    boolean stateFull() {
        return stateBytes.get() > config.stateBytes();
    }

    boolean fanOutFull() {
        return fanOut.unfinishedBytes() > config.unfinishedBytes();
    }

    static ChatException overloaded(String what) {
        return new ChatException(ErrorReason.ERROR_REASON_OVERLOADED, what + "; try again");
    }
}
