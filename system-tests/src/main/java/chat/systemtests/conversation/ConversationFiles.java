package chat.systemtests.conversation;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Reads {@code *.jsonl} and {@code *.jsonl.gz} files; only messages are kept, joins and leaves are not replayed. */
public final class ConversationFiles {
    private ConversationFiles() {}

    public static List<Conversation> read(List<Path> files) throws IOException {
        Map<String, Draft> drafts = new LinkedHashMap<>();
        for (Path file : files) {
            try (BufferedReader lines = open(file)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    JsonObject event = JsonParser.parseString(line).getAsJsonObject();
                    if (event.get("event").getAsString().equals("message")) {
                        String name = event.get("conversation").getAsString();
                        boolean direct = event.get("kind").getAsString().equals("direct");
                        drafts.computeIfAbsent(name, ignored -> new Draft(direct))
                                .add(event);
                    }
                }
            }
        }
        List<Conversation> conversations = new ArrayList<>();
        drafts.forEach((name, draft) -> conversations.add(
                new Conversation(name, draft.direct, List.copyOf(draft.speakers), List.copyOf(draft.lines))));
        return conversations;
    }

    private static BufferedReader open(Path file) throws IOException {
        InputStream bytes = Files.newInputStream(file);
        return new BufferedReader(new InputStreamReader(
                file.toString().endsWith(".gz") ? new GZIPInputStream(bytes, 1 << 16) : bytes, StandardCharsets.UTF_8));
    }

    private static final class Draft {
        final boolean direct;
        final LinkedHashSet<String> speakers = new LinkedHashSet<>();
        final List<Line> lines = new ArrayList<>();

        Draft(boolean direct) {
            this.direct = direct;
        }

        void add(JsonObject event) {
            String sender = event.get("sender").getAsString();
            speakers.add(sender);
            lines.add(new Line(
                    Instant.parse(event.get("sent_at").getAsString()),
                    sender,
                    event.get("text").getAsString()));
        }
    }
}
