package chat.core.inbox;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * Entries of one inbox.
 *
 * @param firstPosition position of the first message; the others follow without a gap. Without messages: where the next one will be
 * @param messages serialized {@link chat.message.v1.Message}
 * @param lastPosition the last visible position of the inbox
 */
public record InboxPage(long firstPosition, List<ByteString> messages, long lastPosition) {}
