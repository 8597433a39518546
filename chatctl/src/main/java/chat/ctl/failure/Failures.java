package chat.ctl.failure;

import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** Turns an answer that is an error into a {@link Failure}: the one place that knows what each reason means to an operator. */
public final class Failures {
    private Failures() {}

    /**
     * @param server the addresses that were asked, as the operator gave them
     * @param requestId the id that the servers log for this call
     */
    public static Failure of(StatusRuntimeException status, String server, String requestId) {
        if (status.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
            return new Failure(
                    ExitCode.INTERNAL,
                    server + " does not know this call: " + status.getStatus().getDescription(),
                    "The address is not that of a core node, or the server is older than this chatctl.",
                    "Check --server; compare `chatctl version` with VERSION in `chatctl nodes list`.",
                    status);
        }
        ChatException failure = Errors.fromStatus(status);
        ExitCode exit = ExitCode.of(Errors.code(failure.reason()));
        String reason = Errors.name(failure.reason());
        return switch (failure.reason()) {
            case ERROR_REASON_CORE_UNREACHABLE -> unreachable(status, server);
            case ERROR_REASON_TIMEOUT ->
                new Failure(
                        exit,
                        "no answer from " + server + " in time (" + reason + ")",
                        "The outcome is not known: a command that changes something may have been carried out.",
                        "Try again, with a longer --timeout if the cluster is busy.",
                        status);
            case ERROR_REASON_FRAME_TOO_LARGE ->
                new Failure(
                        exit,
                        "the answer is larger than chatctl takes: " + failure.detail(),
                        "Many very long messages came in one page.",
                        "Ask for fewer at once, with --limit 20.",
                        status);
            default ->
                new Failure(
                        exit, failure.detail() + " (" + reason + ")", means(failure), next(failure, requestId), status);
        };
    }

    private static Failure unreachable(StatusRuntimeException status, String server) {
        Throwable cause = status.getStatus().getCause();
        String why = cause == null || cause.getMessage() == null
                ? String.valueOf(status.getStatus().getDescription())
                : cause.getMessage();
        return new Failure(
                ExitCode.UNAVAILABLE,
                "cannot reach " + server + ": " + why,
                "No core node answers there, or it speaks TLS and chatctl does not (or the reverse).",
                "Check --server (or CHATCTL_SERVER), that the node is up, and --tls.",
                status);
    }

    private static String means(ChatException failure) {
        return switch (failure.reason()) {
            case ERROR_REASON_TOKEN_MISSING -> "You are not logged in.";
            case ERROR_REASON_TOKEN_EXPIRED -> "Your login is over; nothing was done.";
            case ERROR_REASON_TOKEN_INVALID -> "The token is not one of this cluster's, or its keys were replaced.";
            case ERROR_REASON_TOKEN_REVOKED -> "The login was ended by a logout.";
            case ERROR_REASON_CREDENTIALS_INVALID -> "The user name or the password is wrong; which one is never said.";
            case ERROR_REASON_OPERATOR_ROLE_INSUFFICIENT -> "You are logged in, but your role does not allow this.";
            case ERROR_REASON_REASON_MISSING ->
                "Looking at private data needs a reason, which goes into the audit log.";
            case ERROR_REASON_PAGE_TOKEN_INVALID -> "The server did not take back its own page token.";
            case ERROR_REASON_RATE_LIMITED -> "Too many attempts in a short time.";
            case ERROR_REASON_STORE_UNAVAILABLE -> "The core node cannot read or write in Cassandra.";
            case ERROR_REASON_COORDINATION_UNAVAILABLE -> "The core node has no connection to ZooKeeper.";
            case ERROR_REASON_CLOCK_UNSAFE -> "The clock of the core node is wrong by more than it may be.";
            case ERROR_REASON_INTERNAL -> "This is a defect of the server.";
            case ERROR_REASON_IMPORT_CONFLICT -> "An earlier import stored something else under this name.";
            default -> {
                ExitCode exit = ExitCode.of(Errors.code(failure.reason()));
                yield switch (exit) {
                    case USAGE -> "The server does not accept a value of the command.";
                    case UNAVAILABLE -> "The cluster is busy or moving work between its nodes.";
                    default -> "";
                };
            }
        };
    }

    private static String next(ChatException failure, String requestId) {
        return switch (failure.reason()) {
            case ERROR_REASON_TOKEN_MISSING,
                    ERROR_REASON_TOKEN_EXPIRED,
                    ERROR_REASON_TOKEN_INVALID,
                    ERROR_REASON_TOKEN_REVOKED -> "Log in: chatctl login (with CHATCTL_TOKEN set: renew it).";
            case ERROR_REASON_CREDENTIALS_INVALID -> "Try again: chatctl login --user NAME.";
            case ERROR_REASON_OPERATOR_ROLE_INSUFFICIENT ->
                "See your role with `chatctl whoami`; ask an administrator" + " for a higher one.";
            case ERROR_REASON_USER_NOT_FOUND -> "Check the name; a number is taken as an id, name:NUMBER as a name.";
            case ERROR_REASON_CHANNEL_NOT_FOUND ->
                "Check the id (users show NAME --channels lists them) or" + " import:NAME.";
            case ERROR_REASON_REASON_MISSING -> "Give one: --reason 'ticket 4711'.";
            case ERROR_REASON_INTERNAL -> "Look for request " + requestId + " in the log of the core nodes.";
            case ERROR_REASON_IMPORT_CONFLICT ->
                "Compare the file with the one that was imported, or rename the" + " conversation.";
            case ERROR_REASON_STORE_UNAVAILABLE, ERROR_REASON_COORDINATION_UNAVAILABLE, ERROR_REASON_CLOCK_UNSAFE ->
                "Look at /readyz of the core nodes, then try again.";
            default ->
                ExitCode.of(Errors.code(failure.reason())) == ExitCode.UNAVAILABLE
                        ? "Try again in a moment; see `chatctl nodes list`."
                        : "See `chatctl COMMAND --help`; the servers log this call as request " + requestId + ".";
        };
    }
}
