package chat.ctl.shell;

import chat.ctl.failure.ExitCode;
import chat.ctl.failure.Failure;
import chat.ctl.surroundings.Surroundings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.SyntaxError;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.shell.jline3.PicocliJLineCompleter;

@Command(
        name = "shell",
        description = "A prompt for the same commands, with completion (tab) and history.",
        footer = {"", "exit or Ctrl-D ends it. Lines that begin with a blank are not kept in the history."})
public final class ShellCommand implements Callable<Integer> {
    private static final int HISTORY_LINES = 1000;

    private final BiFunction<Surroundings, String[], CommandLine> commands;

    @Spec
    private CommandSpec spec;

    /** @param commands makes the root command anew, as each line of the shell needs it */
    public ShellCommand(BiFunction<Surroundings, String[], CommandLine> commands) {
        this.commands = commands;
    }

    @Override
    public Integer call() throws IOException {
        Terminal terminal = Surroundings.of(spec).console().terminal();
        if (terminal == null) {
            throw new Failure(
                    ExitCode.USAGE,
                    "chatctl shell needs a terminal",
                    "Its input or output is a file or a pipe.",
                    "In a script call the commands one by one, as in: chatctl nodes list");
        }
        try (terminal) {
            run(terminal);
        }
        return ExitCode.OK.number();
    }

    private void run(Terminal terminal) throws IOException {
        DefaultParser parser = new DefaultParser();
        LineReader reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .parser(parser)
                .completer(
                        new PicocliJLineCompleter(fresh(terminal, new String[0]).getCommandSpec()))
                .variable(LineReader.HISTORY_FILE, historyFile())
                .variable(LineReader.HISTORY_SIZE, HISTORY_LINES)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.HISTORY_IGNORE_SPACE, true)
                .build();
        while (true) {
            try {
                String line = reader.readLine("chatctl> ").strip();
                if (line.equals("exit") || line.equals("quit")) {
                    return;
                }
                ParsedLine words = parser.parse(line, line.length());
                if (!line.isEmpty()) {
                    String[] args = words.words().toArray(String[]::new);
                    int code = fresh(terminal, args).execute(args);
                    if (code != 0) {
                        spec.commandLine().getErr().println("exit code " + code);
                    }
                }
            } catch (SyntaxError unbalanced) {
                spec.commandLine().getErr().println("chatctl: " + unbalanced.getMessage());
            } catch (UserInterruptException startAgain) {
                // a new prompt
            } catch (EndOfFileException done) {
                return;
            }
        }
    }

    /** Commands keep what was parsed into them, so each line gets new ones. */
    private CommandLine fresh(Terminal terminal, String[] args) {
        PrintWriter out = terminal.writer();
        return commands.apply(Surroundings.of(spec), args)
                .setOut(out)
                .setErr(spec.commandLine().getErr());
    }

    private Path historyFile() throws IOException {
        Path folder = Surroundings.of(spec).configFolder();
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path file = folder.resolve("shell_history");
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return file;
    }
}
