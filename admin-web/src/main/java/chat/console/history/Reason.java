package chat.console.history;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;

/** Why an operator looks at a conversation. The core has the same rule; here it saves a way and keeps what was typed. */
final class Reason {
    static final int LEAST = 3;
    static final int MOST = 500;

    private Reason() {}

    /**
     * Without white space around it.
     *
     * @throws ChatException REASON_MISSING for less than {@value #LEAST} code points, FIELD_INVALID for more than {@value #MOST}
     */
    static String check(String text) {
        String reason = text.strip();
        int length = reason.codePointCount(0, reason.length());
        if (length < LEAST) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_REASON_MISSING,
                    "the reason has " + length + " characters, expected " + LEAST + " to " + MOST);
        }
        if (length > MOST) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_FIELD_INVALID,
                    "the reason has " + length + " characters, expected " + LEAST + " to " + MOST);
        }
        return reason;
    }
}
