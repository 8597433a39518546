package chat.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import chat.channel.v1.ChannelKind;
import chat.operator.v1.ImportedLine;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImportCommandTest {
    private final FakeOperatorServer server = new FakeOperatorServer();

    @TempDir
    Path folder;

    private CommandRun run;

    @BeforeEach
    void logIn() {
        run = CommandRun.against(server, folder.resolve("config"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static String line(String conversation, String sender, String sentAt, String text) {
        JsonObject line = new JsonObject();
        line.addProperty("conversation", conversation);
        line.addProperty("kind", "group");
        line.addProperty("event", "message");
        line.addProperty("sent_at", sentAt);
        line.addProperty("sender", sender);
        line.addProperty("text", text);
        return line.toString();
    }

    private static String line(String conversation, String sender, int number) {
        return line(conversation, sender, "2018-02-27T18:10:00Z", "text " + number);
    }

    private Path file(String name, List<String> lines) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = name.endsWith(".gz")
                ? new GZIPOutputStream(Files.newOutputStream(file))
                : Files.newOutputStream(file)) {
            out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    private static List<String> conversation(String name, int messages, int speakers) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            lines.add(line(name, "speaker " + i % speakers, i));
        }
        return lines;
    }

    private JsonObject importing(int expectedCode, String... arguments) {
        List<String> all = new ArrayList<>(List.of("import", "-o", "json"));
        all.addAll(List.of(arguments));
        assertThat(run.execute(all.toArray(String[]::new))).as(run.err).isEqualTo(expectedCode);
        return JsonParser.parseString(run.out).getAsJsonObject();
    }

    private static long total(JsonObject report, String field) {
        return report.getAsJsonObject("total").get(field).getAsLong();
    }

    private static long changed(JsonObject report, String field) {
        return report.getAsJsonObject("total")
                .getAsJsonObject("changes")
                .get(field)
                .getAsLong();
    }

    @Test
    void import_twoFiles_storesEveryMessageInOrder() throws IOException {
        Path first = file("a.jsonl.gz", conversation("long", 2500, 3));
        Path second = file("b.jsonl", conversation("short", 10, 2));

        JsonObject report = importing(0, first.toString(), second.toString());

        assertThat(server.imports.texts("long"))
                .hasSize(2500)
                .startsWith("text 0", "text 1")
                .endsWith("text 2499");
        assertThat(server.imports.texts("short")).hasSize(10);
        assertThat(server.imports.conversations.values()).allMatch(stored -> stored.finished);
        ImportedLine line = server.imports.conversations.get("long").lines.get(4);
        assertThat(server.imports.nameOf(line.getSenderId())).isEqualTo("speaker 1");
        assertThat(Instant.ofEpochMilli(line.getSentAtMillis())).isEqualTo("2018-02-27T18:10:00Z");
        assertThat(report.get("complete").getAsBoolean()).isTrue();
        assertThat(report.get("accounts").getAsInt()).isEqualTo(3);
        assertThat(report.get("accountsRenamed").getAsInt()).isEqualTo(3);
        assertThat(total(report, "imported")).isEqualTo(2510);
        assertThat(total(report, "conversationsComplete")).isEqualTo(2);
        assertThat(total(report, "members")).isEqualTo(5);
    }

    @Test
    void import_again_doublesNothing() throws IOException {
        String file = file("a.jsonl", conversation("talk", 1500, 3)).toString();
        importing(0, file);
        int appends = server.imports.appends.get();

        JsonObject report = importing(0, file);

        assertThat(server.imports.texts("talk")).hasSize(1500);
        assertThat(server.imports.appends).hasValue(appends);
        assertThat(total(report, "imported")).isZero();
        assertThat(total(report, "alreadyThere")).isEqualTo(1500);
        assertThat(total(report, "conversationsComplete")).isEqualTo(1);
    }

    @Test
    void import_interrupted_endsBatchInFlightAndGoesOnLater() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            lines.addAll(conversation("talk " + i, 3000, 2));
        }
        String file = file("a.jsonl", lines).toString();
        server.imports.afterAppend = () -> {
            if (server.imports.appends.get() == 3) {
                run.interrupter.interrupt();
            }
        };

        JsonObject report = importing(130, file, "--parallel", "1");

        long stored = server.imports.conversations.values().stream()
                .mapToLong(conversation -> conversation.lines.size())
                .sum();
        assertThat(total(report, "imported")).isEqualTo(stored).isBetween(3000L, 12_000L);
        assertThat(report.get("complete").getAsBoolean()).isFalse();
        assertThat(run.err)
                .contains("stopping: waiting for the batches in flight")
                .contains("Run the same command again");

        JsonObject second = importing(0, file);
        assertThat(total(second, "imported")).isEqualTo(15_000 - stored);
        assertThat(total(second, "conversationsComplete")).isEqualTo(5);
        for (int i = 0; i < 5; i++) {
            assertThat(server.imports.texts("talk " + i)).hasSize(3000).endsWith("text 2999");
        }
    }

    @Test
    void import_moreThanHundredSpeakers_putsTheMostActiveFirst() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 130; i++) {
            lines.add(line("crowd", "speaker " + i, i));
        }
        lines.add(line("crowd", "speaker 129", 130));
        lines.add(line("crowd", "speaker 128", 131));
        lines.add(line("crowd", "speaker 128", 132));

        JsonObject report = importing(0, file("a.jsonl", lines).toString());

        assertThat(server.imports.conversations.get("crowd").begun.getSpeakersList())
                .hasSize(130)
                .startsWith("speaker 128", "speaker 129", "speaker 0", "speaker 1")
                .endsWith("speaker 127");
        assertThat(server.imports.texts("crowd")).hasSize(133);
        assertThat(total(report, "members")).isEqualTo(100);
        assertThat(total(report, "nonMemberSpeakers")).isEqualTo(30);
        assertThat(total(report, "conversationsOver100Speakers")).isEqualTo(1);
    }

    @Test
    void import_conversationsMixedLineByLine_staysInOrder() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            for (int c = 0; c < 40; c++) {
                lines.add(line("talk " + c, "speaker " + i % 2, i));
            }
        }

        importing(0, file("a.jsonl.gz", lines).toString());

        for (int c = 0; c < 40; c++) {
            assertThat(server.imports.texts("talk " + c))
                    .hasSize(300)
                    .startsWith("text 0")
                    .endsWith("text 299");
        }
    }

    @Test
    void import_moreTextThanTheBudget_sendsPartsEarly() throws IOException {
        String big = "x".repeat(90_000);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            for (int c = 0; c < 150; c++) {
                lines.add(line("talk " + c, "speaker " + i, "2018-02-27T18:10:00Z", big));
            }
        }

        JsonObject report = importing(0, file("a.jsonl.gz", lines).toString());

        assertThat(total(report, "imported")).isEqualTo(300);
        assertThat(total(report, "conversationsComplete")).isEqualTo(150);
    }

    @Test
    void import_oddLines_areChangedOrReportedAndNeverDroppedSilently() throws IOException {
        List<String> lines = new ArrayList<>(conversation("talk", 2, 2));
        lines.add(line("talk", "a", "2018-02-27T18:10:00Z", ""));
        lines.add(line("talk", "a", "2018-02-27T18:10:00Z", "n\0l"));
        lines.add(
                "{\"conversation\":\"talk\",\"kind\":\"group\",\"event\":\"message\",\"sent_at\":\"2018-02-27T18:10:00Z\","
                        + "\"sender\":\"a\",\"text\":\"half \\ud83d\"}");
        lines.add(line("talk", "a", "1999-12-31T23:59:59Z", "old"));
        lines.add(line("talk", "a", "2030-01-01T00:00:00Z", "new"));
        lines.add(line("talk", "a", "2018-02-27T18:10:00Z", "😀".repeat(100_000)));
        lines.add(
                "{\"conversation\":\"talk\",\"kind\":\"group\",\"event\":\"join\",\"sent_at\":\"2018-02-27T18:10:00Z\",\"sender\":\"j\"}");
        lines.add(
                "{\"conversation\":\"talk\",\"kind\":\"group\",\"event\":\"leave\",\"sent_at\":\"2018-02-27T18:10:00Z\",\"sender\":\"j\"}");
        lines.add("not json");
        lines.add(
                "{\"conversation\":\"talk\",\"kind\":\"group\",\"event\":\"message\",\"sent_at\":\"noon\",\"sender\":\"a\",\"text\":\"t\"}");

        JsonObject report = importing(8, file("a.jsonl", lines).toString());

        assertThat(server.imports.texts("talk"))
                .containsExactly(
                        "text 0",
                        "text 1",
                        "[empty]",
                        "n\u2400l",
                        "half \ufffd",
                        "old",
                        "new",
                        "😀".repeat(99_999),
                        "😀");
        assertThat(server.imports.conversations.get("talk").lines.get(5).getSentAtMillis())
                .isEqualTo(Instant.parse("2000-01-01T00:00:00Z").toEpochMilli());
        assertThat(server.imports.conversations.get("talk").lines.get(6).getSentAtMillis())
                .isEqualTo(CommandRun.NOW.toEpochMilli());
        for (String kind : List.of(
                "textsEmpty",
                "textsWithNul",
                "textsWithLoneSurrogates",
                "timesBefore2000",
                "timesInFuture",
                "textsSplit",
                "joinsNotImported",
                "leavesNotImported")) {
            assertThat(changed(report, kind)).as(kind).isEqualTo(1);
        }
        assertThat(changed(report, "linesUnreadable")).isEqualTo(2);
        assertThat(run.err)
                .contains("a.jsonl:11: not imported: not a JSON object")
                .contains("a.jsonl:12: not imported: sent_at");
        assertThat(server.imports.accounts).doesNotContainKey("j");
    }

    @Test
    void import_direct_needsExactlyTwoSpeakers() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.addAll(conversation("pair", 4, 2));
        lines.addAll(conversation("trio", 4, 3));
        lines.replaceAll(line -> line.replace("\"group\"", "\"direct\""));

        JsonObject report = importing(0, file("a.jsonl", lines).toString());

        assertThat(server.imports.conversations.get("pair").begun.getKind()).isEqualTo(ChannelKind.CHANNEL_KIND_DIRECT);
        assertThat(server.imports.conversations.get("trio").begun.getKind()).isEqualTo(ChannelKind.CHANNEL_KIND_GROUP);
        assertThat(changed(report, "directImportedAsGroup")).isEqualTo(1);
    }

    @Test
    void import_outage_isRetriedAndShown() throws IOException {
        server.imports.outages.set(3);

        JsonObject report =
                importing(0, file("a.jsonl", conversation("talk", 1500, 2)).toString());

        assertThat(total(report, "imported")).isEqualTo(1500);
        assertThat(report.get("retries").getAsInt()).isEqualTo(3);
        assertThat(run.err).contains("trying again: too few replicas are alive (STORE_UNAVAILABLE)");
    }

    @Test
    void import_outageThatLasts_givesUpAndSaysHowToGoOn() throws IOException {
        server.imports.outages.set(Integer.MAX_VALUE);

        JsonObject report =
                importing(7, file("a.jsonl", conversation("talk", 10, 2)).toString(), "--retry-for", "0");

        assertThat(total(report, "imported")).isZero();
        assertThat(run.err).contains("gave up").contains("Run the same command again");
    }

    @Test
    void import_oneConversationRefused_importsTheOthersAndIsPartial() throws IOException {
        List<String> lines = new ArrayList<>(conversation("forbidden", 5, 2));
        lines.addAll(conversation("talk", 5, 2));

        JsonObject report = importing(8, file("a.jsonl", lines).toString());

        assertThat(server.imports.texts("talk")).hasSize(5);
        assertThat(report.get("complete").getAsBoolean()).isFalse();
        assertThat(report.getAsJsonObject("total").getAsJsonArray("failed").toString())
                .contains("\"conversation\":\"forbidden\"")
                .contains("FIELD_INVALID");
    }

    @Test
    void import_otherVersionOfConversation_isConflict() throws IOException {
        importing(0, file("a.jsonl", conversation("talk", 10, 2)).toString());

        JsonObject report =
                importing(8, file("b.jsonl", conversation("talk", 12, 2)).toString());

        assertThat(run.err).contains("the server has 10 messages of it and closed it, the file has 12");
        assertThat(total(report, "imported")).isZero();
        assertThat(server.imports.texts("talk")).hasSize(10);
    }

    @Test
    void import_conversationInTwoFiles_isRefusedBeforeAnythingIsSent() throws IOException {
        Path first = file("a.jsonl", conversation("talk", 10, 2));
        Path second = file("b.jsonl", conversation("talk", 10, 2));

        assertThat(run.execute("import", first.toString(), second.toString())).isEqualTo(2);

        assertThat(run.err).contains("conversation talk is in");
        assertThat(server.imports.conversations).isEmpty();
    }

    @Test
    void import_conversations_takesTheFirstOfEachFile() throws IOException {
        List<String> lines = new ArrayList<>(conversation("one", 5, 2));
        lines.addAll(conversation("two", 6, 2));

        JsonObject report = importing(0, file("a.jsonl", lines).toString(), "--conversations", "1");

        assertThat(server.imports.conversations).containsOnlyKeys("one");
        assertThat(total(report, "notSelected")).isEqualTo(6);
    }

    @Test
    void import_dryRun_needsNoServer() throws IOException {
        server.close();
        run.environment.remove("CHATCTL_TOKEN");

        JsonObject report =
                importing(0, file("a.jsonl", conversation("talk", 400, 130)).toString(), "--dry-run");

        assertThat(total(report, "messages")).isEqualTo(400);
        assertThat(total(report, "members")).isEqualTo(100);
        assertThat(total(report, "nonMemberSpeakers")).isEqualTo(30);
        assertThat(total(report, "imported")).isZero();
    }

    @Test
    void import_table_statesTheRule() throws IOException {
        assertThat(run.execute(
                        "import",
                        file("a.jsonl", conversation("talk", 400, 130)).toString()))
                .isZero();

        assertThat(run.out)
                .contains("a.jsonl")
                .contains("1 of 1")
                .contains("400")
                .contains("The first 100 speakers of a conversation by number of messages")
                .contains("1 of 1 conversations have more than 100 speakers.");
    }

    @Test
    void import_wrongFiles_areNamed() throws IOException {
        assertThat(run.execute("import", folder.resolve("none").toString())).isEqualTo(5);
        assertThat(run.err).contains("there is no file");

        Path whole = file("a.jsonl.gz", conversation("talk", 4000, 2));
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = folder.resolve("cut.jsonl.gz");
        Files.write(cut, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertThat(run.execute("import", cut.toString())).isEqualTo(2);
        assertThat(run.err).contains("is damaged after line");
        assertThat(server.imports.conversations).isEmpty();

        assertThat(run.execute("import")).isEqualTo(2);
        assertThat(run.execute("import", whole.toString(), whole.toString())).isEqualTo(2);
        assertThat(run.execute("import", whole.toString(), "--parallel", "0")).isEqualTo(2);
    }

    @Test
    void import_notLoggedIn_stopsAtOnce() throws IOException {
        run.environment.put("CHATCTL_TOKEN", "forged");

        importing(3, file("a.jsonl", conversation("talk", 10, 2)).toString());

        assertThat(run.err).contains("TOKEN_INVALID").contains("chatctl login");
    }
}
