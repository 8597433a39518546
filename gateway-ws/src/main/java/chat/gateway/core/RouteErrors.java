package chat.gateway.core;

import chat.error.v1.Error;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;

/** Failures that are about the way and not about the request. */
final class RouteErrors {
    private RouteErrors() {}

    /** Nothing was done, and another node, or the same one a moment later, will do it. */
    static boolean isAboutTheWay(ErrorReason reason) {
        return switch (reason) {
            case ERROR_REASON_NOT_OWNER,
                    ERROR_REASON_NO_OWNER,
                    ERROR_REASON_SHUTTING_DOWN,
                    ERROR_REASON_CORE_UNREACHABLE -> true;
            default -> false;
        };
    }

    static Error error(ErrorReason reason, String detail) {
        return Errors.toError(new ChatException(reason, detail));
    }
}
