package chat.runtime.config;

import java.util.List;

/** A command line or configuration that a program can't start with. The message is for the person who wrote it: one line a problem. */
public final class ConfigProblem extends RuntimeException {
    public ConfigProblem(String message) {
        super(message, null, false, false);
    }

    ConfigProblem(List<String> problems) {
        this(String.join(System.lineSeparator(), problems));
    }
}
