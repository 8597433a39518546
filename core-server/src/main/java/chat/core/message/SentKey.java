package chat.core.message;

/** What a device called a message. */
public record SentKey(long messageId, long deviceId, String clientMessageId) {}
