package chat.ctl.failure;

import io.grpc.Status;

/** What the process exits with; each number has one meaning, and docs/chatctl.md lists them all. */
public enum ExitCode {
    /** Everything that was asked for was done. */
    OK(0),
    /** A defect, of chatctl or of the server, or an output that could not be written. */
    INTERNAL(1),
    /** The command line, or a value in it, is not acceptable. */
    USAGE(2),
    /** Not logged in, or the token is over, revoked or forged. */
    NOT_AUTHENTICATED(3),
    /** Logged in, but the operator's role does not allow it. */
    PERMISSION_DENIED(4),
    /** The user, channel, node or file does not exist. */
    NOT_FOUND(5),
    /** It contradicts what is there. */
    CONFLICT(6),
    /** No answer, too late, or too busy: the same command may succeed later. */
    UNAVAILABLE(7),
    /** Some items were done, others failed; the output says which. */
    PARTIAL(8),
    /** Stopped by Ctrl-C. */
    INTERRUPTED(130);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The one mapping from a canonical code, which every {@code ErrorReason} has. */
    public static ExitCode of(Status.Code code) {
        return switch (code) {
            case OK -> OK;
            case INVALID_ARGUMENT, OUT_OF_RANGE -> USAGE;
            case UNAUTHENTICATED -> NOT_AUTHENTICATED;
            case PERMISSION_DENIED -> PERMISSION_DENIED;
            case NOT_FOUND -> NOT_FOUND;
            case ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED -> CONFLICT;
            case UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, CANCELLED -> UNAVAILABLE;
            case INTERNAL, UNKNOWN, UNIMPLEMENTED, DATA_LOSS -> INTERNAL;
        };
    }
}
