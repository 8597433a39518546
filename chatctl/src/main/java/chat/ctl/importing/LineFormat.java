package chat.ctl.importing;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one line of a {@code .jsonl} file: an object with conversation, kind, event, sent_at, sender and, on a message, text. */
final class LineFormat {
    /** No message id has an earlier time. */
    static final long EARLIEST_MILLIS = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();

    private static final Set<String> KNOWN = Set.of("conversation", "kind", "event", "sent_at", "sender", "text");

    private final long nowMillis;

    LineFormat(long nowMillis) {
        this.nowMillis = nowMillis;
    }

    /** A line that is not in the format; the text says why. */
    static final class UnreadableLine extends Exception {
        UnreadableLine(String why) {
            super(why, null, false, false);
        }
    }

    /** An event that is told to the report alone, or a message. */
    sealed interface Parsed permits Message, Event {}

    record Message(SourceLine line) implements Parsed {}

    record Event(String conversation, Change change) implements Parsed {}

    /** @param encodingChanged true when wrong bytes were replaced already */
    Parsed parse(String text, long number, boolean encodingChanged) throws UnreadableLine {
        Map<String, String> fields = fields(text);
        String conversation = name(fields, "conversation");
        String event = field(fields, "event");
        Change other =
                switch (event) {
                    case "message" -> null;
                    case "join" -> Change.JOIN_NOT_IMPORTED;
                    case "leave" -> Change.LEAVE_NOT_IMPORTED;
                    default -> throw new UnreadableLine("event is '" + event + "', not message, join or leave");
                };
        if (other != null) {
            return new Event(conversation, other);
        }
        Set<Change> changes = EnumSet.noneOf(Change.class);
        if (encodingChanged) {
            changes.add(Change.TEXT_ENCODING);
        }
        long sentAt = time(field(fields, "sent_at"), changes);
        List<String> texts = TextRules.apply(field(fields, "text"), changes);
        return new Message(new SourceLine(
                number, conversation, direct(field(fields, "kind")), sentAt, name(fields, "sender"), texts, changes));
    }

    private static Map<String, String> fields(String text) throws UnreadableLine {
        Map<String, String> fields = new HashMap<>();
        try (JsonReader json = new JsonReader(new StringReader(text))) {
            json.setStrictness(Strictness.STRICT);
            json.beginObject();
            while (json.hasNext()) {
                String name = json.nextName();
                if (!KNOWN.contains(name)) {
                    json.skipValue();
                } else if (json.peek() != JsonToken.STRING) {
                    throw new UnreadableLine(name + " is not a string");
                } else if (fields.put(name, json.nextString()) != null) {
                    throw new UnreadableLine(name + " is there twice");
                }
            }
            json.endObject();
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw new UnreadableLine("more than one JSON value");
            }
        } catch (IOException | IllegalStateException notAnObject) {
            throw new UnreadableLine("not a JSON object");
        }
        return fields;
    }

    private static String field(Map<String, String> fields, String name) throws UnreadableLine {
        @Nullable String value = fields.get(name);
        if (value == null) {
            throw new UnreadableLine("no " + name);
        }
        return value;
    }

    /** Names tell conversations and accounts apart, so they are never changed: what can't be one is refused. */
    private static String name(Map<String, String> fields, String name) throws UnreadableLine {
        String value = field(fields, name);
        if (value.isEmpty()
                || value.codePoints().anyMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE)) {
            throw new UnreadableLine(name + " is empty, or holds NUL or a lone surrogate");
        }
        return value;
    }

    private static boolean direct(String kind) throws UnreadableLine {
        return switch (kind) {
            case "direct" -> true;
            case "group" -> false;
            default -> throw new UnreadableLine("kind is '" + kind + "', not direct or group");
        };
    }

    private long time(String text, Set<Change> changes) throws UnreadableLine {
        long millis;
        try {
            millis = OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException notATime) {
            throw new UnreadableLine("sent_at '" + text + "' is not ISO-8601 with a zone");
        }
        if (millis < EARLIEST_MILLIS) {
            changes.add(Change.TIME_BEFORE_2000);
            return EARLIEST_MILLIS;
        }
        if (millis > nowMillis) {
            changes.add(Change.TIME_IN_FUTURE);
            return nowMillis;
        }
        return millis;
    }
}
