package chat.gateway.frame;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads protobuf JSON as the specification has it and nothing beyond: RFC 8259 syntax, no member twice, no member that the type
 * does not have, integers as integers or as strings of digits, no NUL and no half of a surrogate pair in any string. (The
 * parser of protobuf-java-util is lenient about syntax, and the last of two equal members wins silently.)
 */
public final class StrictJson {
    private static final int MAX_DEPTH = 16;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // member names come from clients: never keep them
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private static final Map<Descriptor, Map<String, FieldDescriptor>> FIELDS = new ConcurrentHashMap<>();

    private StrictJson() {}

    /**
     * The payload as text.
     *
     * @throws ChatException TEXT_INVALID
     */
    public static String utf8(ByteBuf payload) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(payload.nioBuffer())
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ChatException(ErrorReason.ERROR_REASON_TEXT_INVALID, "not valid UTF-8: " + e.getMessage());
        }
    }

    /**
     * Reads one object of the type of {@code prototype}.
     *
     * @throws ChatException FRAME_MALFORMED, FRAME_UNKNOWN, FIELD_INVALID or TEXT_INVALID
     */
    @SuppressWarnings("unchecked") // a builder of a prototype builds its type
    public static <M extends Message> M read(String json, M prototype) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("expected a JSON object");
            }
            Message.Builder builder = prototype.newBuilderForType();
            readObject(parser, builder, "");
            if (parser.nextToken() != null) {
                throw malformed("something follows the JSON object");
            }
            return (M) builder.build();
        } catch (IOException e) {
            throw malformed("not JSON: " + firstLine(e));
        }
    }

    /** A member of the outermost object that holds a string, as far as the text can be read; otherwise empty. */
    static String findTopLevelString(String json, String... names) {
        Set<String> wanted = Set.of(names);
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return "";
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = wanted.contains(parser.currentName());
                if (parser.nextToken() == JsonToken.VALUE_STRING && found) {
                    String value = parser.getText();
                    return isText(value) ? value : "";
                }
                parser.skipChildren();
            }
        } catch (IOException notReadableAnyFurther) {
            return "";
        }
        return "";
    }

    private static void readObject(JsonParser parser, Message.Builder builder, String path) throws IOException {
        Map<String, FieldDescriptor> fields =
                FIELDS.computeIfAbsent(builder.getDescriptorForType(), StrictJson::fieldsByName);
        Set<FieldDescriptor> seen = new HashSet<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            FieldDescriptor field = fields.get(name);
            if (field == null) {
                throw unknownMember(builder.getDescriptorForType(), path, name);
            }
            String fieldPath = path.isEmpty() ? field.getJsonName() : path + "." + field.getJsonName();
            if (!seen.add(field)) {
                throw malformed(fieldPath + " is there twice");
            }
            if (parser.nextToken() == JsonToken.VALUE_NULL) {
                continue; // protobuf JSON: null is the same as absent
            }
            if (field.getRealContainingOneof() != null
                    && builder.getOneofFieldDescriptor(field.getRealContainingOneof()) != null) {
                throw malformed(fieldPath + " and "
                        + builder.getOneofFieldDescriptor(field.getRealContainingOneof())
                                .getJsonName()
                        + " exclude each other");
            }
            if (field.isRepeated()) {
                readArray(parser, builder, field, fieldPath);
            } else {
                builder.setField(field, readValue(parser, builder, field, fieldPath));
            }
        }
    }

    private static void readArray(JsonParser parser, Message.Builder builder, FieldDescriptor field, String path)
            throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw invalid(path, "expected an array");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            builder.addRepeatedField(field, readValue(parser, builder, field, path));
        }
    }

    private static Object readValue(JsonParser parser, Message.Builder builder, FieldDescriptor field, String path)
            throws IOException {
        return switch (field.getJavaType()) {
            case STRING -> readString(parser, path);
            case LONG -> readInteger(parser, path, Long.MIN_VALUE, Long.MAX_VALUE);
            case INT -> (int) readInteger(parser, path, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case BOOLEAN -> readBoolean(parser, path);
            case ENUM -> readEnum(parser, field, path);
            case MESSAGE -> {
                if (parser.currentToken() != JsonToken.START_OBJECT) {
                    throw invalid(path, "expected an object");
                }
                Message.Builder child = builder.newBuilderForField(field);
                readObject(parser, child, path);
                yield child.build();
            }
            default -> throw new IllegalStateException(field.getFullName() + ": no client sends this type");
        };
    }

    private static String readString(JsonParser parser, String path) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw invalid(path, "expected a string");
        }
        String value = parser.getText();
        if (!isText(value)) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_TEXT_INVALID, path + " holds a NUL or half of a surrogate pair");
        }
        return value;
    }

    private static long readInteger(JsonParser parser, String path, long min, long max) throws IOException {
        try {
            long value =
                    switch (parser.currentToken()) {
                        case VALUE_NUMBER_INT -> parser.getLongValue();
                        case VALUE_STRING -> Long.parseLong(parser.getText());
                        default -> throw invalid(path, "expected an integer, as a number or a string of digits");
                    };
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException | com.fasterxml.jackson.core.exc.InputCoercionException outOfRange) {
            throw invalid(path, "expected an integer from " + min + " to " + max);
        }
        throw invalid(path, "expected an integer from " + min + " to " + max);
    }

    private static boolean readBoolean(JsonParser parser, String path) {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw invalid(path, "expected true or false");
        };
    }

    private static EnumValueDescriptor readEnum(JsonParser parser, FieldDescriptor field, String path)
            throws IOException {
        EnumValueDescriptor value =
                switch (parser.currentToken()) {
                    case VALUE_STRING -> field.getEnumType().findValueByName(parser.getText());
                    case VALUE_NUMBER_INT ->
                        field.getEnumType().findValueByNumber((int)
                                readInteger(parser, path, Integer.MIN_VALUE, Integer.MAX_VALUE));
                    default -> null;
                };
        if (value == null) {
            throw invalid(path, "expected one of " + field.getEnumType().getValues());
        }
        return value;
    }

    /** False for a text with U+0000 or a surrogate without its other half. */
    private static boolean isText(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == value.length() || !Character.isLowSurrogate(value.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static Map<String, FieldDescriptor> fieldsByName(Descriptor type) {
        Map<String, FieldDescriptor> fields = new ConcurrentHashMap<>();
        for (FieldDescriptor field : type.getFields()) {
            fields.put(field.getJsonName(), field);
            fields.put(field.getName(), field);
        }
        return fields;
    }

    private static ChatException unknownMember(Descriptor type, String path, String name) {
        String shown = name.length() > 64 ? name.substring(0, 64) + "..." : name;
        String expected = path.isEmpty() && type.getName().equals("ClientFrame")
                ? "; expected requestId and one of " + FrameErrors.types()
                : "; expected "
                        + type.getFields().stream()
                                .map(FieldDescriptor::getJsonName)
                                .toList();
        return new ChatException(
                ErrorReason.ERROR_REASON_FRAME_UNKNOWN,
                (path.isEmpty() ? "" : path + ".") + shown + " is not known" + expected);
    }

    private static ChatException malformed(String detail) {
        return new ChatException(ErrorReason.ERROR_REASON_FRAME_MALFORMED, detail);
    }

    private static ChatException invalid(String path, String expected) {
        return new ChatException(ErrorReason.ERROR_REASON_FIELD_INVALID, path + ": " + expected);
    }

    private static String firstLine(IOException e) {
        String text = String.valueOf(e.getMessage());
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
