package chat.console.page;

import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import java.time.Duration;

/**
 * A failure as a page tells it.
 *
 * @param reason for scripts and for asking around, as in {@code USER_NOT_FOUND}
 * @param title what happened
 * @param detail what exactly, in the words of who refused
 * @param meaning what it means
 * @param remedy what to do
 * @param status HTTP status of the page
 * @param retryable whether to offer the same request again
 * @param requestId for the logs; empty when there is none
 */
public record Problem(
        String reason,
        String title,
        String detail,
        String meaning,
        String remedy,
        int status,
        boolean retryable,
        String requestId) {

    public static Problem of(ChatException failure, String requestId) {
        Explanation explanation = Explanation.of(failure.reason());
        return new Problem(
                Errors.name(failure.reason()),
                explanation.title(),
                failure.detail(),
                explanation.meaning(),
                explanation.remedy() + after(failure),
                status(failure),
                failure.retryable(),
                requestId);
    }

    /** Of Bootstrap: red for an outage, amber for what the operator can set right. */
    public String tone() {
        return status >= 500 ? "danger" : "warning";
    }

    private static String after(ChatException failure) {
        String millis = failure.metadata().getOrDefault("retry_after_millis", "");
        if (!millis.matches("[1-9][0-9]{0,9}")) {
            return "";
        }
        return " The core asks to wait " + Times.span(Duration.ofMillis(Long.parseLong(millis) + 999)) + ".";
    }

    private static int status(ChatException failure) {
        return switch (Errors.code(failure.reason())) {
            case INVALID_ARGUMENT, OUT_OF_RANGE -> 400;
            case UNAUTHENTICATED -> 401;
            case PERMISSION_DENIED -> 403;
            case NOT_FOUND -> 404;
            case ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED -> 409;
            case RESOURCE_EXHAUSTED -> 429;
            case UNAVAILABLE -> 503;
            case DEADLINE_EXCEEDED -> 504;
            default -> 500;
        };
    }
}
