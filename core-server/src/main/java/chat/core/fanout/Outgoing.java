package chat.core.fanout;

import com.google.protobuf.ByteString;

/** One message on its way to its recipients. Slot thread only. */
final class Outgoing {
    final long messageId;
    final ByteString bytes;
    /** Told once when every recipient has it. */
    final Runnable done;
    /** Recipients whose inbox does not have it yet. */
    int open;

    Outgoing(long messageId, ByteString bytes, int recipients, Runnable done) {
        this.messageId = messageId;
        this.bytes = bytes;
        this.done = done;
        open = recipients;
    }
}
