package chat.core.message;

import chat.error.v1.ErrorReason;
import chat.message.v1.Direction;
import chat.runtime.error.ChatException;

/**
 * Where and which way a list of messages goes.
 *
 * @param fromId next to this id, itself left out
 * @param key tells this start from every other; for page tokens
 */
public record HistoryStart(long fromId, boolean older, String key) {
    /**
     * The direction of a request; unspecified means older.
     *
     * @throws ChatException FIELD_INVALID for one that this version does not know
     */
    public static boolean older(Direction direction) {
        return switch (direction) {
            case DIRECTION_UNSPECIFIED, DIRECTION_OLDER -> true;
            case DIRECTION_NEWER -> false;
            case UNRECOGNIZED ->
                throw new ChatException(
                        ErrorReason.ERROR_REASON_FIELD_INVALID, "direction must be DIRECTION_OLDER or DIRECTION_NEWER");
        };
    }

    /** Next to a message. */
    public static HistoryStart nextTo(long messageId, boolean older) {
        if (messageId < 0) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_FIELD_INVALID, "message_id must not be negative; it is " + messageId);
        }
        return new HistoryStart(messageId, older, "id " + messageId);
    }

    /** At a time, itself included. */
    public static HistoryStart at(long timeMillis, boolean older) {
        if (timeMillis < 0) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_FIELD_INVALID, "time_millis must not be negative; it is " + timeMillis);
        }
        return new HistoryStart(MessageHistory.startAt(timeMillis, older), older, "time " + timeMillis);
    }

    /** At the newest message, going back, or at the oldest, going on. */
    public static HistoryStart end(boolean older) {
        return new HistoryStart(older ? Long.MAX_VALUE : 0, older, "end");
    }
}
