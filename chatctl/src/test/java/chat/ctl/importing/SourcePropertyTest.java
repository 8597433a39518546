package chat.ctl.importing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;

final class SourcePropertyTest {
    private static final long NOW = Instant.parse("2026-11-24T10:00:00Z").toEpochMilli();

    /** Texts with whatever a char can be: lone surrogates, NUL, controls. */
    @Provide
    Arbitrary<String> anyText() {
        return Arbitraries.frequencyOf(
                        Tuple.of(6, Arbitraries.chars().ascii()),
                        Tuple.of(2, Arbitraries.chars().range('\ud800', '\udfff')),
                        Tuple.of(2, Arbitraries.chars().all()),
                        Tuple.of(1, Arbitraries.of('\0', '\n', '\u2028')))
                .list()
                .ofMaxSize(60)
                .map(chars -> chars.stream().map(String::valueOf).collect(Collectors.joining()));
    }

    @Property(tries = 500)
    void apply_anyText_isOneThatAMessageCanHold(@ForAll("anyText") String text) {
        Set<Change> changes = EnumSet.noneOf(Change.class);

        List<String> texts = TextRules.apply(text, changes);

        assertThat(texts).hasSize(1);
        String stored = texts.get(0);
        assertThat(stored).isNotEmpty().doesNotContain("\0");
        assertThat(new String(stored.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(stored);
        assertThat(stored.equals(text)).isEqualTo(changes.isEmpty());
        assertThat(text.isEmpty() ? 0 : stored.length()).isEqualTo(text.length());
    }

    @Property(tries = 20)
    void apply_longText_losesNothing(
            @ForAll @net.jqwik.api.constraints.IntRange(min = 99_998, max = 300_000) int length, @ForAll boolean wide) {
        String text = (wide ? "😀" : "x").repeat(length);
        Set<Change> changes = EnumSet.noneOf(Change.class);

        List<String> texts = TextRules.apply(text, changes);

        assertThat(String.join("", texts)).isEqualTo(text);
        assertThat(texts).allMatch(part -> part.codePointCount(0, part.length()) <= TextRules.MAX_CODE_POINTS);
        assertThat(texts.size() > 1).isEqualTo(changes.contains(Change.TEXT_SPLIT));
        assertThat(texts.size() > 1).isEqualTo(length > TextRules.MAX_CODE_POINTS);
    }

    @Property(tries = 60)
    void read_anyTexts_comeBackInOrder(
            @ForAll @Size(max = 30) List<@net.jqwik.api.From("anyText") String> texts, @ForAll boolean gzip)
            throws IOException {
        Path file = Files.createTempFile("source", gzip ? ".jsonl.gz" : ".jsonl");
        try {
            List<String> expected = new ArrayList<>();
            try (OutputStream out =
                    gzip ? new GZIPOutputStream(Files.newOutputStream(file)) : Files.newOutputStream(file)) {
                for (String text : texts) {
                    JsonObject line = new JsonObject();
                    line.addProperty("conversation", "c");
                    line.addProperty("kind", "group");
                    line.addProperty("event", "message");
                    line.addProperty("sent_at", "2018-02-27T18:10:00Z");
                    line.addProperty("sender", "s");
                    line.addProperty("text", text);
                    out.write((escaped(line.toString()) + "\n").getBytes(StandardCharsets.UTF_8));
                    expected.addAll(TextRules.apply(text, EnumSet.noneOf(Change.class)));
                }
            }

            Collected read = read(file);

            assertThat(read.texts).isEqualTo(expected);
            assertThat(read.unreadable).isEmpty();
        } finally {
            Files.delete(file);
        }
    }

    /** As a careful writer does it: what UTF-8 can't hold is escaped. */
    private static String escaped(String json) {
        StringBuilder text = new StringBuilder();
        json.chars().forEach(c -> {
            if (Character.isSurrogate((char) c)) {
                text.append(String.format("\\u%04x", c));
            } else {
                text.append((char) c);
            }
        });
        return text.toString();
    }

    @Property(tries = 200)
    void read_anyBytes_areReadOrReportedLineByLine(@ForAll @Size(max = 400) byte[] bytes) throws IOException {
        Assume.that(bytes.length < 2 || bytes[0] != 0x1f || bytes[1] != (byte) 0x8b);
        Path file = Files.createTempFile("source", ".jsonl");
        try {
            Files.write(file, bytes);

            Collected read = read(file);

            String text = new String(bytes, StandardCharsets.UTF_8);
            long filled = text.lines().filter(line -> !line.isBlank()).count();
            assertThat(read.texts).isEmpty();
            assertThat((long) read.unreadable.size()).isLessThanOrEqualTo(filled);
        } finally {
            Files.delete(file);
        }
    }

    @Property(tries = 100)
    void speakers_anyCounts_areByMessagesThenAppearance(
            @ForAll @Size(min = 1, max = 30) @UniqueElements
                    List<
                                    @net.jqwik.api.constraints.AlphaChars
                                    @net.jqwik.api.constraints.StringLength(min = 1, max = 5) String>
                            names,
            @ForAll java.util.Random random) {
        List<String> said = new ArrayList<>(names);
        for (int i = 0; i < 50; i++) {
            said.add(names.get(random.nextInt(names.size())));
        }
        IndexedConversation conversation = null;
        for (String sender : said) {
            SourceLine line = new SourceLine(1, "c", false, NOW, sender, List.of("t"), Set.of());
            conversation = conversation == null ? new IndexedConversation(line) : conversation;
            conversation.add(line);
        }

        List<String> ordered = conversation.speakersByMessages();

        assertThat(ordered).containsExactlyInAnyOrderElementsOf(names);
        for (int i = 1; i < ordered.size(); i++) {
            long before = java.util.Collections.frequency(said, ordered.get(i - 1));
            long after = java.util.Collections.frequency(said, ordered.get(i));
            assertThat(before).isGreaterThanOrEqualTo(after);
            if (before == after) {
                assertThat(names.indexOf(ordered.get(i - 1))).isLessThan(names.indexOf(ordered.get(i)));
            }
        }
        assertThat(conversation.messages()).isEqualTo(said.size());
    }

    private static Collected read(Path file) {
        Collected collected = new Collected();
        new SourceReader(file, new LineFormat(NOW)).read(collected);
        return collected;
    }

    private static final class Collected implements SourceReader.Visitor {
        final List<String> texts = new ArrayList<>();
        final List<String> unreadable = new ArrayList<>();

        @Override
        public boolean message(SourceLine line) {
            texts.addAll(line.texts());
            return true;
        }

        @Override
        public void event(LineFormat.Event event) {
            // none is written
        }

        @Override
        public void unreadable(long number, String why) {
            unreadable.add(number + ": " + why);
        }
    }
}
