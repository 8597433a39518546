package chat.ctl;

import chat.ctl.failure.FailurePrinter;
import chat.ctl.surroundings.Interrupts;
import chat.ctl.surroundings.Surroundings;
import chat.ctl.surroundings.TerminalConsole;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import picocli.CommandLine;

/** Starts {@code chatctl}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    private static int run(String[] args) {
        PrintWriter err = new PrintWriter(
                new OutputStreamWriter(new FileOutputStream(FileDescriptor.err), StandardCharsets.UTF_8), true);
        try {
            PrintWriter out = new PrintWriter(new LoudWriter(new BufferedWriter(
                    new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8),
                    1 << 16)));
            CommandLine commandLine = Chatctl.commandLine(new Surroundings(
                    System.getenv(), System.in, new TerminalConsole(), Interrupts.ofProcess(), Clock.systemUTC()));
            int code = commandLine.setOut(out).setErr(err).execute(args);
            out.flush();
            return code;
        } catch (UncheckedIOException unwritten) {
            return FailurePrinter.unwritten(unwritten, err);
        }
    }
}
