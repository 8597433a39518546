package chat.localstack;

/** A process could not be started, did not become ready, or died. The message says which, and shows the last lines of its log. */
public final class StackFailure extends RuntimeException {
    public StackFailure(String message) {
        super(message);
    }

    public StackFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
