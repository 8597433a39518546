package chat.ctl.surroundings;

import chat.ctl.failure.ExitCode;
import chat.ctl.failure.Failure;
import java.io.IOException;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.TerminalBuilder.SystemOutput;
import org.jspecify.annotations.Nullable;

/** The real terminal, by jline. It is opened when it is needed: most commands never do. */
public final class TerminalConsole implements Console {
    @Override
    public @Nullable String ask(String prompt, boolean hidden) {
        try (Terminal terminal = open(SystemOutput.SysErr, true)) {
            if (terminal == null) {
                return null;
            }
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .variable(LineReader.DISABLE_HISTORY, true)
                    .build();
            return hidden ? reader.readLine(prompt, '\0') : reader.readLine(prompt);
        } catch (UserInterruptException interrupted) {
            throw new Failure(ExitCode.INTERRUPTED, "stopped at the prompt", "Nothing was done.", "");
        } catch (EndOfFileException | IOException notGiven) {
            return null;
        }
    }

    @Override
    public @Nullable StatusLine statusLine() {
        Terminal terminal = open(SystemOutput.SysErr, false);
        return terminal == null ? null : new JlineStatusLine(terminal);
    }

    @Override
    public @Nullable Terminal terminal() {
        return open(SystemOutput.SysOut, true);
    }

    /** @param signals true for a terminal that is read: it gets Ctrl-C; false leaves the signals to {@link Interrupts} */
    private static @Nullable Terminal open(SystemOutput output, boolean signals) {
        try {
            return TerminalBuilder.builder()
                    .system(true)
                    .systemOutput(output)
                    .nativeSignals(signals)
                    .dumb(false)
                    .build();
        } catch (IOException | IllegalStateException noTerminal) {
            return null;
        }
    }

    private record JlineStatusLine(Terminal terminal) implements StatusLine {
        private static final String TO_START_AND_CLEAR = "\r\u001b[K";

        @Override
        public int width() {
            int width = terminal.getWidth();
            return width > 0 ? width : 80;
        }

        @Override
        public void show(String line) {
            terminal.writer().print(TO_START_AND_CLEAR + line);
            terminal.flush();
        }

        @Override
        public void close() {
            try (terminal) {
                show("");
            } catch (IOException alreadyClosed) {
                // nothing is left to restore
            }
        }
    }
}
