package chat.console.page;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;

/** Ids as they come in addresses and forms: decimal, positive, 64 bits. */
public final class Ids {
    private Ids() {}

    /** @throws ChatException FIELD_INVALID, naming the field */
    public static long parse(String field, String text) {
        String digits = text.strip();
        if (isId(digits)) {
            return Long.parseLong(digits);
        }
        String shown = digits.length() > 40 ? digits.substring(0, 40) + "…" : digits;
        throw new ChatException(
                ErrorReason.ERROR_REASON_FIELD_INVALID,
                field + " is '" + shown + "', expected 1 to 9223372036854775807");
    }

    /** True for what is written like an id and fits into one. */
    public static boolean isId(String text) {
        return text.matches("[1-9][0-9]{0,17}")
                || (text.matches("[1-9][0-9]{18}") && text.compareTo(Long.toString(Long.MAX_VALUE)) <= 0);
    }
}
