package chat.ctl.importing;

import chat.ctl.connection.ConnectionOptions;
import chat.ctl.connection.OperatorClient;
import chat.ctl.failure.ExitCode;
import chat.ctl.failure.Failure;
import chat.ctl.failure.FailurePrinter;
import chat.ctl.importing.FileReport.UnreadableLine;
import chat.ctl.output.OutputOptions;
import chat.ctl.output.TerminalText;
import chat.ctl.surroundings.Interrupts;
import chat.ctl.surroundings.Surroundings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "import",
        description = "Import conversations of another system, with their original times and order.",
        footer = {
            "",
            "Members: the first 100 speakers of a conversation by number of messages (at the same number: who appeared first)"
                    + " become members; the others keep their account and their messages, but are no members.",
            "Events join and leave are counted and not imported: members are the speakers.",
            "Nothing is dropped silently: whatever is not stored as it is in the source is counted in the report.",
            "Ctrl-C ends it after the batches in flight. The same command again goes on, and doubles nothing."
        })
public final class ImportCommand implements Callable<Integer> {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);
    private static final int MAX_PARALLEL = 64;

    @Mixin
    private ConnectionOptions connection;

    @Mixin
    private OutputOptions output;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Files of JSON lines, gzip or not (see docs/chatctl.md for the format).")
    private List<Path> files;

    @Option(names = "--dry-run", description = "Read and report only; no server is needed.")
    private boolean dryRun;

    @Option(
            names = "--conversations",
            paramLabel = "N",
            description = "Take only the first N conversations of each file (default: all).")
    private @Nullable Integer conversations;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "8",
            description = "Conversations in work at the same time, 1 to 64 (default: ${DEFAULT-VALUE}).")
    private int parallel;

    @Option(
            names = "--retry-for",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "How long a call is repeated while the cluster does not answer (default: ${DEFAULT-VALUE}).")
    private int retryForSeconds;

    @Spec
    private CommandSpec spec;

    /** Set while something is shown; read by the thread of a signal. */
    private volatile @Nullable ImportProgress shown;

    @Override
    public Integer call() {
        check();
        connection.defaultTimeout(CALL_TIMEOUT);
        Surroundings surroundings = Surroundings.of(spec);
        LineFormat format = new LineFormat(surroundings.clock().millis());
        Stop stop = new Stop();
        Interrupts.Registration registration = surroundings.interrupts().register(() -> interrupted(stop));
        try {
            return dryRun ? dryRun(format, stop) : run(format, stop, surroundings);
        } finally {
            registration.end();
        }
    }

    private void check() {
        if (conversations != null && conversations < 1) {
            throw new ParameterException(spec.commandLine(), "--conversations must be 1 or more, not " + conversations);
        }
        if (parallel < 1 || parallel > MAX_PARALLEL) {
            throw new ParameterException(
                    spec.commandLine(), "--parallel must be 1 to " + MAX_PARALLEL + ", not " + parallel);
        }
        if (retryForSeconds < 0) {
            throw new ParameterException(spec.commandLine(), "--retry-for must be 0 or more, not " + retryForSeconds);
        }
        if (new LinkedHashSet<>(files).size() < files.size()) {
            throw new ParameterException(spec.commandLine(), "a file is named twice");
        }
    }

    private void interrupted(Stop stop) {
        stop.interrupt();
        String notice = "stopping: waiting for the batches in flight (Ctrl-C again ends at once)";
        ImportProgress progress = shown;
        if (progress == null) {
            output.err().println(notice);
        } else {
            progress.say(notice);
        }
    }

    private SourceIndex index(LineFormat format, Stop stop) {
        SourceIndex index = new SourceIndex(conversations == null ? Integer.MAX_VALUE : conversations);
        for (Path file : files) {
            index.add(file, format, stop::requested);
        }
        for (SourceIndex.IndexedFile file : index.files()) {
            for (UnreadableLine line : file.report().unreadable()) {
                output.err()
                        .println(TerminalText.escape(
                                file.path() + ":" + line.number() + ": not imported: " + line.why()));
            }
        }
        return index;
    }

    private int dryRun(LineFormat format, Stop stop) {
        SourceIndex index = index(format, stop);
        for (SourceIndex.IndexedFile file : index.files()) {
            for (IndexedConversation conversation : file.conversations().values()) {
                int members = Math.min(IndexedConversation.MAX_MEMBERS, conversation.speakerCount());
                file.report().begun(members, conversation.speakerCount() - members, 0);
            }
        }
        List<FileReport> reports = reports(index);
        new ImportReport(reports, true, false, 0, 0, 0).print(output);
        return end(reports, stop);
    }

    private int run(LineFormat format, Stop stop, Surroundings surroundings) {
        try (OperatorClient client = connection.open()) {
            SourceIndex index = index(format, stop);
            ImportProgress progress =
                    new ImportProgress(output.err(), surroundings.console().statusLine(), index.messages());
            try (progress) {
                shown = progress;
                progress.start();
                ImportCalls calls =
                        new ImportCalls(client, Duration.ofSeconds(retryForSeconds), stop, progress::retrying);
                new ImportRun(format, calls, progress, stop, parallel).run(index.files());
            } finally {
                shown = null;
            }
            List<FileReport> reports = reports(index);
            boolean complete =
                    !stop.requested() && reports.stream().allMatch(file -> file.complete() == file.conversations());
            new ImportReport(reports, false, complete, progress.accounts(), progress.renamed(), progress.retries())
                    .print(output);
            return end(reports, stop);
        }
    }

    private static List<FileReport> reports(SourceIndex index) {
        return index.files().stream().map(SourceIndex.IndexedFile::report).toList();
    }

    private int end(List<FileReport> reports, Stop stop) {
        output.out().flush();
        if (stop.interrupted()) {
            FailurePrinter.print(
                    output.err(),
                    new Failure(
                            ExitCode.INTERRUPTED,
                            "stopped before the end",
                            "What the report names as imported is stored; conversations that are not complete stay closed to"
                                    + " other messages.",
                            "Run the same command again: it goes on where this one stopped."));
            return ExitCode.INTERRUPTED.number();
        }
        RuntimeException failure = stop.failure();
        if (failure != null) {
            throw failure;
        }
        boolean partly =
                reports.stream().anyMatch(file -> !file.failed().isEmpty() || file.count(Change.LINE_UNREADABLE) > 0);
        return partly ? ExitCode.PARTIAL.number() : ExitCode.OK.number();
    }
}
