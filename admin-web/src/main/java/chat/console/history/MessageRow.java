package chat.console.history;

import chat.console.page.Names;
import chat.console.page.Times;
import chat.message.v1.Message;
import org.jspecify.annotations.Nullable;

/**
 * One message as the page shows it.
 *
 * @param sender what to call them
 * @param username empty when it is not known
 * @param text what was said, as it was said; empty for a change of the channel
 * @param change in words; empty for a text
 * @param preview the beginning of a text that is too long to be shown at once; null when it is not
 * @param codePoints length of the text
 * @param imported true when it came with an import, from no device
 * @param marked true for the one that was looked for
 */
record MessageRow(
        long id,
        Times.@Nullable Moment sent,
        long senderId,
        String sender,
        String username,
        String text,
        String change,
        @Nullable String preview,
        int codePoints,
        boolean imported,
        boolean marked) {

    private static final int LONG_CODE_POINTS = 2_000;
    private static final int LONG_LINES = 30;
    private static final int PREVIEW_CODE_POINTS = 400;
    private static final int PREVIEW_LINES = 6;

    static MessageRow of(Message message, Names names, Times times, long mark) {
        String text = message.getText();
        return new MessageRow(
                message.getMessageId(),
                times.moment(message.getSentAtMillis()),
                message.getSenderId(),
                names.of(message.getSenderId()),
                names.username(message.getSenderId()),
                text,
                ChangeText.of(message, names),
                preview(text),
                text.codePointCount(0, text.length()),
                message.getSenderDeviceId() == 0,
                message.getMessageId() == mark);
    }

    private static @Nullable String preview(String text) {
        int length = text.codePointCount(0, text.length());
        if (length <= LONG_CODE_POINTS && text.chars().filter(c -> c == '\n').count() < LONG_LINES) {
            return null;
        }
        int end = text.offsetByCodePoints(0, Math.min(length, PREVIEW_CODE_POINTS));
        int line = 0;
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) == '\n' && ++line == PREVIEW_LINES) {
                return text.substring(0, i);
            }
        }
        return text.substring(0, end);
    }
}
