package chat.runtime.error;

import chat.error.v1.ErrorReason;
import java.util.Map;

/**
 * A failure that its caller can name. Carries no stack trace: it is an answer, made often and read by reason.
 *
 * <p>Metadata travels with it as {@code ErrorInfo.metadata}; keys in use: {@code owner} (node id, with NOT_OWNER),
 * {@code retry_after_millis}, and {@code outcome=unknown} (a slot's owner lost it between a write and its acknowledgement).
 */
public final class ChatException extends RuntimeException {
    private final ErrorReason reason;
    private final Map<String, String> metadata;

    public ChatException(ErrorReason reason, String detail) {
        this(reason, detail, Map.of());
    }

    public ChatException(ErrorReason reason, String detail, Map<String, String> metadata) {
        super(detail, null, false, false);
        this.reason = reason;
        this.metadata = Map.copyOf(metadata);
    }

    public ErrorReason reason() {
        return reason;
    }

    /** For a person: what was wrong, what was expected, what to do. */
    public String detail() {
        return getMessage();
    }

    public Map<String, String> metadata() {
        return metadata;
    }

    public boolean retryable() {
        return Errors.retryable(reason);
    }
}
