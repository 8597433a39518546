package chat.ctl.output;

import org.jline.utils.WCWidth;

/**
 * Text of strangers, made harmless for a terminal: whatever a message, a name or a server's answer holds, what is printed neither moves
 * the cursor, nor changes colours or direction, nor starts a new line.
 */
public final class TerminalText {
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private TerminalText() {}

    /** The text with control and invisible format characters written as {@code \n}, {@code \x1b} or {@code \u202e}. */
    public static String escape(String text) {
        int clean = 0;
        while (clean < text.length() && text.charAt(clean) >= ' ' && text.charAt(clean) < 0x7f) {
            clean++;
        }
        if (clean == text.length()) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 16).append(text, 0, clean);
        text.substring(clean).codePoints().forEach(c -> append(safe, c));
        return safe.toString();
    }

    private static void append(StringBuilder safe, int c) {
        switch (c) {
            case '\n' -> safe.append("\\n");
            case '\r' -> safe.append("\\r");
            case '\t' -> safe.append("\\t");
            default -> {
                if (!dangerous(c)) {
                    safe.appendCodePoint(c);
                } else if (c < 0x100) {
                    safe.append(String.format("\\x%02x", c));
                } else {
                    safe.append(String.format(c < 0x10000 ? "\\u%04x" : "\\u{%x}", c));
                }
            }
        }
    }

    /** True for what a terminal acts on or hides: controls, format characters but the two joiners, separators, lone surrogates. */
    public static boolean dangerous(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            case Character.FORMAT -> c != ZERO_WIDTH_NON_JOINER && c != ZERO_WIDTH_JOINER;
            default -> false;
        };
    }

    /** Columns that an escaped text takes: two for wide East Asian characters and emoji, none for combining marks. */
    public static int width(String escaped) {
        return escaped.codePoints().map(c -> Math.max(0, WCWidth.wcwidth(c))).sum();
    }
}
