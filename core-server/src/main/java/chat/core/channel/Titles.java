package chat.core.channel;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;

/** What a group's title may be: 1 to 200 Unicode code points, no control characters, no lone surrogates. */
final class Titles {
    private static final int MAX_CODE_POINTS = 200;

    private Titles() {}

    /**
     * Checks a title.
     *
     * @throws ChatException FIELD_INVALID
     */
    static String check(String title) {
        int codePoints = title.codePointCount(0, title.length());
        if (codePoints < 1 || codePoints > MAX_CODE_POINTS || title.isBlank()) {
            throw invalid("title must be 1 to " + MAX_CODE_POINTS + " code points and not blank; it has " + codePoints);
        }
        boolean broken = title.codePoints()
                .anyMatch(point -> Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE);
        if (broken) {
            throw invalid("title must not hold control characters or lone surrogates");
        }
        return title;
    }

    private static ChatException invalid(String detail) {
        return new ChatException(ErrorReason.ERROR_REASON_FIELD_INVALID, detail);
    }
}
