package chat.systemtests.replay;

import chat.systemtests.client.HttpApi;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bin/replay}: speaks real conversations through a running stack. Exit code 0 only when everything matched. */
@Command(
        name = "bin/replay",
        description = {
            "Speaks real conversations through the running stack: every speaker is an account with one or two devices, connected over all gateways;"
                    + " each line is sent by its speaker once the line before was acknowledged. Then every device of every member must have"
                    + " exactly the lines, once each, in order, byte for byte, and chatctl and the console must show the same.",
            "Conversations with more than 100 speakers are not picked: a group has at most 100 members."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:everything matched", "1:something differed, or the stack could not be used", "2:wrong usage"
        })
final class ReplayMain implements Callable<Integer> {
    private static final int DIALOGUES_FOR_EACH_GROUP = 10;
    private static final int CONSOLE_PORT = 4;
    private static final int CORE_PORT = 10;
    private static final int GATEWAY_PORT = 30;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Conversations, .jsonl or .jsonl.gz.")
    private List<Path> files = List.of();

    @Option(
            names = "--conversations",
            paramLabel = "N",
            defaultValue = "5",
            description = "Groups to pick; ten dialogues come with each (${DEFAULT-VALUE}).")
    private int conversations;

    @Option(
            names = "--lines",
            paramLabel = "N",
            defaultValue = "2147483647",
            description = "Lines of each conversation at the most (all).")
    private int lines;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Picks the conversations (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", paramLabel = "OUT", description = "Also write the report there.")
    private @Nullable Path json;

    @Option(
            names = "--port-base",
            paramLabel = "P",
            defaultValue = "7400",
            description = "As given to bin/up (${DEFAULT-VALUE}).")
    private int portBase;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "As given to bin/up: the operator's password is read there (./data).")
    private Path data = Path.of("data");

    /** The script tells where the repository is; tests and people may be anywhere. */
    private final Path chatctl = Path.of(System.getProperty("replay.root", ""), "bin", "chatctl");

    private ReplayMain() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ReplayMain()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintStream talk = System.err;
        try {
            Path passwordFile = data.resolve("secrets/operator-password");
            if (!Files.isReadable(passwordFile)) {
                talk.println(
                        "replay: " + passwordFile
                                + " is not there. Is the stack running, with this data folder? Start it with bin/up, or give --data DIR.");
                return CommandLine.ExitCode.SOFTWARE;
            }
            String password = Files.readString(passwordFile).strip();
            List<URI> gateways = new HttpApi(local(GATEWAY_PORT)).gateways();
            ReplayOptions options = new ReplayOptions(
                    files,
                    conversations,
                    conversations * DIALOGUES_FOR_EACH_GROUP,
                    lines,
                    seed,
                    gateways,
                    histories(password));
            ReplayReport report = new ReplayRun(options, talk).run();
            if (json != null) {
                Files.writeString(json, report.json() + "\n", StandardCharsets.UTF_8);
            }
            System.out.print(report.table());
            return report.matched() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } catch (IOException | CompletionException failed) {
            talk.println("replay: " + failed.getMessage());
            talk.println("Is the stack running at port base " + portBase + "? Start it with bin/up.");
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private List<HistorySource> histories(String password) throws IOException, InterruptedException {
        List<HistorySource> histories = new ArrayList<>();
        histories.add(ChatctlHistory.login(chatctl, "127.0.0.1:" + (portBase + CORE_PORT), "admin", password));
        histories.add(ConsoleHistory.login(local(CONSOLE_PORT), "admin", password));
        return histories;
    }

    private URI local(int distance) {
        return URI.create("http://127.0.0.1:" + (portBase + distance));
    }
}
