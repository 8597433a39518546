package chat.core.inbox;

import com.google.protobuf.ByteString;

/** Is told of entries as they become visible. On the user's slot thread; must not block. */
public interface InboxSubscriber {
    /** @param message serialized {@link chat.message.v1.Message} */
    void appended(long position, long messageId, ByteString message);
}
