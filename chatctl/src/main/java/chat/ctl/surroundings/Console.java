package chat.ctl.surroundings;

import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** A person at a terminal. */
public interface Console {
    /**
     * Asks on the terminal, never on stdout.
     *
     * @param hidden true for a password: nothing typed is shown
     * @return the line, or null when there is no terminal or nothing more comes
     */
    @Nullable
    String ask(String prompt, boolean hidden);

    /** A place for one changing line on stderr, or null when stderr is no terminal. */
    @Nullable
    StatusLine statusLine();

    /** The terminal itself, for the shell, or null when there is none. */
    @Nullable
    Terminal terminal();

    /** One line at the bottom of a terminal that is written again and again. */
    interface StatusLine extends AutoCloseable {
        /** Columns of the terminal at this moment. */
        int width();

        void show(String line);

        /** Removes the line. */
        @Override
        void close();
    }
}
