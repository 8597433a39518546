package chat.ctl;

import chat.ctl.failure.FailurePrinter;
import chat.ctl.surroundings.SignalInterrupts;
import chat.ctl.surroundings.Surroundings;
import chat.ctl.surroundings.TerminalConsole;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** Starts {@code chatctl}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Surroundings surroundings = new Surroundings(
                System.getenv(), System.in, new TerminalConsole(), new SignalInterrupts(), Clock.systemUTC());
        System.exit(run(
                surroundings,
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                args));
    }

    /** Both streams get UTF-8, whatever the locale says. */
    static int run(Surroundings surroundings, OutputStream stdout, OutputStream stderr, String... args) {
        PrintWriter err = new PrintWriter(new OutputStreamWriter(stderr, StandardCharsets.UTF_8), true);
        try {
            PrintWriter out = new PrintWriter(new LoudWriter(
                    new BufferedWriter(new OutputStreamWriter(stdout, StandardCharsets.UTF_8), 1 << 16)));
            int code = Chatctl.commandLine(surroundings, args)
                    .setOut(out)
                    .setErr(err)
                    .execute(args);
            out.flush();
            return code;
        } catch (UncheckedIOException unwritten) {
            return FailurePrinter.unwritten(unwritten, err);
        }
    }
}
