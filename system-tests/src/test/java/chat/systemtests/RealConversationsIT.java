package chat.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real conversations, replayed and imported through the real programs. */
final class RealConversationsIT {
    private static final Path EXTRACT =
            Stack.root().resolve("system-tests/src/test/resources/conversations/extract.jsonl");
    private static final int MINUTES = 8;

    private static Stack stack;
    private static Path chatctlConfig;

    @BeforeAll
    static void start() throws Exception {
        stack = Stack.shared();
        chatctlConfig = Files.createTempDirectory("chatctl");
        Result login = run(
                stack.operatorPassword() + "\n",
                "bin/chatctl",
                "login",
                "--server",
                stack.cores().get(0).getHostString() + ":"
                        + stack.cores().get(0).getPort(),
                "--user",
                "admin",
                "--password-stdin");
        assertThat(login.exitCode).as(login.stderr).isZero();
    }

    @Test
    void replay_ofAnExtract_everyDeviceChatctlAndConsoleAgree() throws Exception {
        Path report = Files.createTempFile("replay", ".json");
        Result replay = run(
                "",
                "bin/replay",
                EXTRACT.toString(),
                "--conversations",
                "2",
                "--data",
                stack.data().toString(),
                "--port-base",
                Integer.toString(stack.portBase()),
                "--json",
                report.toString());
        assertThat(replay.exitCode).as(replay.stdout + replay.stderr).isZero();
        JsonObject json = JsonParser.parseString(Files.readString(report)).getAsJsonObject();
        assertThat(json.getAsJsonArray("problems")).isEmpty();
        assertThat(json.get("conversations").getAsInt()).isEqualTo(22);
        assertThat(json.get("deliveries").getAsLong()).isGreaterThan(1_000);
    }

    @Test
    void import_runTwice_keepsTimesAndOrderAndDoublesNothing() throws Exception {
        List<JsonObject> source = new ArrayList<>();
        for (String line : Files.readAllLines(EXTRACT)) {
            JsonObject event = JsonParser.parseString(line).getAsJsonObject();
            if (event.get("event").getAsString().equals("message")
                    && event.get("conversation").getAsString().equals("ubuntu-2005-02-06.train-c")) {
                source.add(event);
            }
        }
        for (int run = 0; run < 2; run++) {
            Result done = run("", "bin/chatctl", "import", EXTRACT.toString());
            assertThat(done.exitCode).as(done.stdout + done.stderr).isZero();
            Result shown = run(
                    "",
                    "bin/chatctl",
                    "history",
                    "show",
                    "import:ubuntu-2005-02-06.train-c",
                    "--reason",
                    "test of the import",
                    "--direction",
                    "newer",
                    "--all",
                    "-o",
                    "jsonl");
            assertThat(shown.exitCode).as(shown.stderr).isZero();
            List<JsonObject> texts = shown.stdout
                    .lines()
                    .map(line -> JsonParser.parseString(line).getAsJsonObject())
                    .filter(message -> message.has("text"))
                    .toList();
            assertThat(texts.stream().map(message -> message.get("text").getAsString()))
                    .containsExactlyElementsOf(source.stream()
                            .map(event -> event.get("text").getAsString())
                            .toList());
            assertThat(texts.stream().map(message -> message.get("messageId").getAsLong()))
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    private record Result(int exitCode, String stdout, String stderr) {}

    private static Result run(String input, String program, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Stack.root().resolve(program).toString());
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile("run", ".out");
        Path err = Files.createTempFile("run", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Stack.root().toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("CHATCTL_CONFIG", chatctlConfig.toString());
        Process process = builder.start();
        process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(command + " took longer than " + MINUTES + " minutes: " + Files.readString(err));
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
