package chat.ctl.failure;

import org.jspecify.annotations.Nullable;

/** A command failed. Carries no stack trace: it is an answer for a person, made where the cause is known. */
public final class Failure extends RuntimeException {
    private final ExitCode exitCode;
    private final String means;
    private final String next;

    /**
     * @param what what happened, one sentence without a full stop
     * @param means what that means, one sentence, or empty when {@code what} says it all
     * @param next what to do now, one sentence
     */
    public Failure(ExitCode exitCode, String what, String means, String next) {
        this(exitCode, what, means, next, null);
    }

    public Failure(ExitCode exitCode, String what, String means, String next, @Nullable Throwable cause) {
        super(what, cause, false, false);
        this.exitCode = exitCode;
        this.means = means;
        this.next = next;
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    public String what() {
        return String.valueOf(getMessage());
    }

    public String means() {
        return means;
    }

    public String next() {
        return next;
    }
}
