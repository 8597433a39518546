package chat.gateway.frame;

import chat.client.v1.ClientFrame;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.stream.Collectors;

/** What both subprotocols say alike of a frame that breaks the rules. */
final class FrameErrors {
    /** Longest request id that an answer carries back. */
    private static final int MAX_REQUEST_ID = 64;

    private static final String TYPES = ClientFrame.getDescriptor().getOneofs().get(0).getFields().stream()
            .map(FieldDescriptor::getJsonName)
            .collect(Collectors.joining(", "));

    private FrameErrors() {}

    static ChatException typeMissing() {
        return new ChatException(
                ErrorReason.ERROR_REASON_FIELD_MISSING, "the frame has no type; expected one of " + TYPES);
    }

    static String types() {
        return TYPES;
    }

    /** The id, or nothing when it is not one that could have been accepted. */
    static String printableRequestId(String id) {
        return id.length() <= MAX_REQUEST_ID ? id : "";
    }
}
