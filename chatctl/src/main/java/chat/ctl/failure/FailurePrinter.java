package chat.ctl.failure;

import chat.ctl.output.TerminalText;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints a failure on stderr in three lines and turns it into the exit code. */
public final class FailurePrinter implements IExecutionExceptionHandler, IParameterExceptionHandler {
    @Override
    public int handleExecutionException(Exception thrown, CommandLine commandLine, ParseResult parsed) {
        if (thrown instanceof Failure failure) {
            print(commandLine.getErr(), failure);
            return failure.exitCode().number();
        }
        if (thrown instanceof UncheckedIOException unwritten) {
            return unwritten(unwritten, commandLine.getErr());
        }
        PrintWriter err = commandLine.getErr();
        print(
                err,
                new Failure(
                        ExitCode.INTERNAL,
                        "unexpected " + thrown,
                        "This is a defect of chatctl; what was asked for may be half done.",
                        "Report it together with the lines below."));
        for (StackTraceElement element : thrown.getStackTrace()) {
            err.println("    at " + element);
        }
        err.flush();
        return ExitCode.INTERNAL.number();
    }

    /** A reader that has seen enough ({@code | head}) is no failure; a full disk is. */
    public static int unwritten(UncheckedIOException unwritten, PrintWriter err) {
        String why = String.valueOf(unwritten.getCause().getMessage());
        if (why.contains("Broken pipe")) {
            return ExitCode.OK.number();
        }
        print(
                err,
                new Failure(
                        ExitCode.INTERNAL,
                        "cannot write: " + why,
                        "What was written so far is not complete.",
                        "Make room, or write to another place, and run the command again."));
        return ExitCode.INTERNAL.number();
    }

    @Override
    public int handleParseException(ParameterException wrong, String[] args) {
        CommandLine commandLine = wrong.getCommandLine();
        PrintWriter err = commandLine.getErr();
        err.println("chatctl: " + TerminalText.escape(String.valueOf(wrong.getMessage())));
        UnmatchedArgumentException.printSuggestions(wrong, err);
        err.println("  next: see `" + commandLine.getCommandSpec().qualifiedName() + " --help`");
        err.flush();
        return ExitCode.USAGE.number();
    }

    public static void print(PrintWriter err, Failure failure) {
        err.println("chatctl: " + TerminalText.escape(failure.what()));
        if (!failure.means().isEmpty()) {
            err.println("  means: " + TerminalText.escape(failure.means()));
        }
        if (!failure.next().isEmpty()) {
            err.println("  next: " + TerminalText.escape(failure.next()));
        }
        err.flush();
    }
}
