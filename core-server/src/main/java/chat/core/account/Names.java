package chat.core.account;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;

/** What people and devices are called: free text of one line, unlike user names. */
final class Names {
    private static final int MAX_CODE_POINTS = 100;

    private Names() {}

    /**
     * Returns the name.
     *
     * @param field for the detail
     * @throws ChatException FIELD_INVALID when it is longer than 100 code points, or holds control characters, or characters that turn the direction of what
     *     is shown around it
     */
    static String require(String field, String name) {
        int length = name.codePointCount(0, name.length());
        if (length > MAX_CODE_POINTS) {
            throw invalid(field + " has " + length + " code points; it may have 0 to " + MAX_CODE_POINTS);
        }
        name.codePoints().filter(Names::forbidden).findFirst().ifPresent(c -> {
            throw invalid("%s holds U+%04X, a control character; use none".formatted(field, c));
        });
        return name;
    }

    /** As much of any text as may be a name: of a speaker in another system, whose names know no rules. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().filter(c -> !forbidden(c)).limit(MAX_CODE_POINTS).forEach(shown::appendCodePoint);
        return shown.toString();
    }

    private static boolean forbidden(int c) {
        boolean turnsDirection = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        return turnsDirection
                || Character.getType(c) == Character.CONTROL
                || Character.getType(c) == Character.LINE_SEPARATOR
                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                || Character.getType(c) == Character.SURROGATE;
    }

    private static ChatException invalid(String detail) {
        return new ChatException(ErrorReason.ERROR_REASON_FIELD_INVALID, detail);
    }
}
