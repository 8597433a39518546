package chat.console.page;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The {@code chatctl} command that does what a page does, ready to be pasted into a POSIX shell. */
public final class Chatctl {
    private Chatctl() {}

    public static String command(String... words) {
        return Arrays.stream(words).map(Chatctl::quoted).collect(Collectors.joining(" ", "chatctl ", ""));
    }

    private static String quoted(String word) {
        if (word.matches("[A-Za-z0-9_./:=@%+,-]+")) {
            return word;
        }
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
