package chat.core.inbox;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One entry of one inbox.
 *
 * @param position its place, 1 or more
 * @param maxMessageId the greatest message id at this position or below, whatever the channel
 * @param message serialized {@link chat.message.v1.Message}; null when it has to be read from history
 */
record InboxEntry(long position, long channelId, long messageId, long maxMessageId, @Nullable ByteString message) {
    /** The same entry without its message. */
    InboxEntry bare() {
        return message == null ? this : new InboxEntry(position, channelId, messageId, maxMessageId, null);
    }

    int messageBytes() {
        return message == null ? 0 : message.size();
    }
}
