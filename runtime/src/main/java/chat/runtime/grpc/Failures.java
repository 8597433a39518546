package chat.runtime.grpc;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import io.grpc.StatusRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where a failure of a call gets its name, and where one without a name is logged. */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /**
     * The status that a caller gets, always with an {@code ErrorInfo}.
     *
     * @param what was under way, for the log, as in a method's full name
     */
    public static StatusRuntimeException status(Throwable thrown, String what, String requestId) {
        if (Errors.unnamed(thrown)) {
            LOG.atError()
                    .addKeyValue("event", "call.failed")
                    .addKeyValue("request", requestId)
                    .setCause(thrown)
                    .log("{} failed unexpectedly", what);
            return Errors.toStatus(new ChatException(
                    ErrorReason.ERROR_REASON_INTERNAL, "internal error; the log has it under request id " + requestId));
        }
        return Errors.toStatus(Errors.toChatException(thrown));
    }
}
