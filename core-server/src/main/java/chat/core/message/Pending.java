package chat.core.message;

/** Something that waits for its turn in a channel. Slot thread only. */
sealed interface Pending permits PendingSend, PendingTask {
    /** Answers with a failure, unless it was answered. */
    void fail(Throwable failure);

    /** True when nobody waits for it any more. */
    boolean answered();

    /** When its caller is told that time is up. */
    long deadlineNanos();

    /** Memory it holds. */
    int bytes();
}
