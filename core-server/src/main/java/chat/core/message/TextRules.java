package chat.core.message;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;

/** What a text may hold: 1 to 99,999 Unicode code points, no NUL, no lone surrogate. */
public final class TextRules {
    /** The most code points of a text. */
    public static final int MAX_CODE_POINTS = 99_999;

    private static final int MAX_CLIENT_MESSAGE_ID = 64;

    private TextRules() {}

    /**
     * Checks a text.
     *
     * @throws ChatException TEXT_EMPTY, TEXT_TOO_LONG, TEXT_INVALID
     */
    public static void check(String text) {
        if (text.isEmpty()) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_TEXT_EMPTY,
                    "a text has 1 to " + MAX_CODE_POINTS + " Unicode code points; this one has none");
        }
        int codePoints = 0;
        for (int i = 0; i < text.length(); i++) {
            char at = text.charAt(i);
            if (at == 0) {
                throw invalid("NUL", i);
            }
            if (Character.isSurrogate(at)) {
                boolean pair = Character.isHighSurrogate(at)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw invalid("a lone surrogate", i);
                }
                i++;
            }
            codePoints++;
        }
        if (codePoints > MAX_CODE_POINTS) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_TEXT_TOO_LONG,
                    "a text has 1 to " + MAX_CODE_POINTS + " Unicode code points; this one has " + codePoints);
        }
    }

    private static ChatException invalid(String what, int index) {
        return new ChatException(
                ErrorReason.ERROR_REASON_TEXT_INVALID,
                "a text must not hold " + what + "; there is one at index " + index);
    }

    /**
     * Checks a device's name for a send: 1 to 64 of {@code A-Z a-z 0-9 _ -}.
     *
     * @throws ChatException CLIENT_MESSAGE_ID_INVALID
     */
    public static void checkClientMessageId(String name) {
        if (!isName(name)) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_CLIENT_MESSAGE_ID_INVALID,
                    "client_message_id must be 1 to " + MAX_CLIENT_MESSAGE_ID + " characters of A-Z a-z 0-9 _ -");
        }
    }

    /** True for 1 to 64 characters of {@code A-Z a-z 0-9 _ -}. */
    public static boolean isName(String name) {
        if (name.isEmpty() || name.length() > MAX_CLIENT_MESSAGE_ID) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char at = name.charAt(i);
            boolean allowed = (at >= 'a' && at <= 'z')
                    || (at >= 'A' && at <= 'Z')
                    || (at >= '0' && at <= '9')
                    || at == '_'
                    || at == '-';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }
}
