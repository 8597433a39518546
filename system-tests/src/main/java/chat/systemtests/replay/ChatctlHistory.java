package chat.systemtests.replay;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** History as {@code chatctl history show -o jsonl} prints it. Logs in once, into a configuration folder of its own. */
final class ChatctlHistory implements HistorySource {
    private final Path program;
    private final Path configFolder;

    private ChatctlHistory(Path program, Path configFolder) {
        this.program = program;
        this.configFolder = configFolder;
    }

    static ChatctlHistory login(Path program, String server, String operator, String password)
            throws IOException, InterruptedException {
        ChatctlHistory history = new ChatctlHistory(program, Files.createTempDirectory("replay-chatctl"));
        Path talk = Files.createTempFile(history.configFolder, "login", ".stderr");
        Process login = history.start(talk, "login", "--server", server, "--user", operator, "--password-stdin");
        login.getOutputStream().write((password + "\n").getBytes(StandardCharsets.UTF_8));
        login.getOutputStream().close();
        login.getInputStream().readAllBytes();
        finish(login, talk);
        return history;
    }

    @Override
    public String name() {
        return "chatctl history show -o jsonl";
    }

    @Override
    public List<HistoryText> read(long channelId) throws IOException, InterruptedException {
        Path talk = Files.createTempFile(configFolder, "history", ".stderr");
        Process show = start(
                talk,
                "history",
                "show",
                Long.toString(channelId),
                "--reason",
                "replay compares history",
                "--direction",
                "newer",
                "--all",
                "-o",
                "jsonl");
        show.getOutputStream().close();
        List<HistoryText> texts = new ArrayList<>();
        try (BufferedReader lines = show.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonObject message = JsonParser.parseString(line).getAsJsonObject();
                if (message.has("text")) {
                    texts.add(new HistoryText(
                            message.get("messageId").getAsLong(),
                            message.get("text").getAsString()));
                }
            }
        }
        finish(show, talk);
        return texts;
    }

    private Process start(Path talk, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("CHATCTL_CONFIG", configFolder.toString());
        builder.redirectError(talk.toFile());
        return builder.start();
    }

    private static void finish(Process process, Path talk) throws IOException, InterruptedException {
        if (process.waitFor() != 0) {
            throw new IOException("chatctl ended with " + process.exitValue() + ": " + Files.readString(talk));
        }
    }
}
