package chat.ctl.importing;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Makes any text one that a message can hold: 1 to 99,999 code points, no NUL, no lone surrogate. Nothing of it is lost. */
final class TextRules {
    /** Longest text of a message, in code points. */
    static final int MAX_CODE_POINTS = 99_999;

    /** What stands for a text of nothing. */
    static final String EMPTY = "[empty]";

    private static final char SYMBOL_FOR_NUL = '\u2400';
    private static final char REPLACEMENT = '\ufffd';

    private TextRules() {}

    /**
     * @param changes gets what had to be changed
     * @return the texts to store, one unless it was too long
     */
    static List<String> apply(String text, Set<Change> changes) {
        if (text.isEmpty()) {
            changes.add(Change.TEXT_EMPTY);
            return List.of(EMPTY);
        }
        String clean = clean(text, changes);
        if (clean.length() <= MAX_CODE_POINTS) {
            return List.of(clean);
        }
        return split(clean, changes);
    }

    private static String clean(String text, Set<Change> changes) {
        StringBuilder changed = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char instead = c;
            if (c == '\0') {
                changes.add(Change.TEXT_NUL);
                instead = SYMBOL_FOR_NUL;
            } else if (Character.isSurrogate(c)) {
                if (Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1))) {
                    i++;
                } else {
                    changes.add(Change.TEXT_SURROGATE);
                    instead = REPLACEMENT;
                }
            }
            if (instead != c) {
                changed = changed == null ? new StringBuilder(text) : changed;
                changed.setCharAt(i, instead);
            }
        }
        return changed == null ? text : changed.toString();
    }

    private static List<String> split(String text, Set<Change> changes) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        while (text.codePointCount(start, text.length()) > MAX_CODE_POINTS) {
            int end = text.offsetByCodePoints(start, MAX_CODE_POINTS);
            parts.add(text.substring(start, end));
            start = end;
        }
        parts.add(text.substring(start));
        if (parts.size() > 1) {
            changes.add(Change.TEXT_SPLIT);
        }
        return parts;
    }
}
