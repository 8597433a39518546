package chat.systemtests.conversation;

import java.time.Instant;

/**
 * One message of a conversation.
 *
 * @param sentAt when it was written in the source
 * @param sender name in the source
 */
public record Line(Instant sentAt, String sender, String text) {}
