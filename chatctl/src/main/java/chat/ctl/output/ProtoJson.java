package chat.ctl.output;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;

/**
 * Writes messages as canonical protobuf JSON: lowerCamelCase names, 64-bit numbers as strings, enums by name. Fields without presence are
 * always written, so that a document has the same shape whatever it holds. Each point in time, {@code xMillis}, is followed by {@code x},
 * the same in RFC 3339, or null when it is 0.
 */
public final class ProtoJson {
    private static final String MILLIS = "Millis";

    private ProtoJson() {}

    public static void write(JsonText json, Message message) {
        json.beginObject();
        writeFields(json, message);
        json.endObject();
    }

    /** The fields alone, for an object to which the caller adds more. */
    public static void writeFields(JsonText json, Message message) {
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (field.hasPresence() && !message.hasField(field)) {
                continue;
            }
            json.name(field.getJsonName());
            Object value = message.getField(field);
            if (field.isRepeated()) {
                json.beginArray();
                for (Object element : (List<?>) value) {
                    writeValue(json, field, element);
                }
                json.endArray();
            } else {
                writeValue(json, field, value);
                if (isTime(field)) {
                    writeTime(json, field, (Long) value);
                }
            }
        }
    }

    private static boolean isTime(FieldDescriptor field) {
        return field.getName().endsWith("_at_millis") || field.getName().equals("time_millis");
    }

    private static void writeTime(JsonText json, FieldDescriptor field, long millis) {
        String name = field.getJsonName();
        json.name(name.substring(0, name.length() - MILLIS.length()));
        if (millis == 0) {
            json.nullValue();
        } else {
            json.value(Times.rfc3339(millis));
        }
    }

    private static void writeValue(JsonText json, FieldDescriptor field, Object value) {
        switch (field.getJavaType()) {
            case INT -> json.value((Integer) value);
            case LONG -> json.value(Long.toString((Long) value));
            case BOOLEAN -> json.value((Boolean) value);
            case STRING -> json.value((String) value);
            case ENUM -> json.value(((EnumValueDescriptor) value).getName());
            case MESSAGE -> write(json, (Message) value);
            case FLOAT, DOUBLE -> json.value(((Number) value).doubleValue());
            case BYTE_STRING -> throw new IllegalArgumentException("no operator message has bytes: " + field);
        }
    }
}
