package chat.core.message;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Something that has a channel for itself while it runs: a change of its members, lines of an import. Slot thread only. */
final class PendingTask implements Pending {
    private static final int BYTES = 1_024;

    private final Function<Conversation, CompletionStage<Void>> work;
    private final CompletableFuture<?> answer;
    private final long deadlineNanos;

    /**
     * @param work started on the slot's thread; its stage completes, on any thread, when nothing of it is under way any more; it fails only when the
     *     tenure has ended
     * @param answer what the caller waits for
     */
    PendingTask(Function<Conversation, CompletionStage<Void>> work, CompletableFuture<?> answer, long deadlineNanos) {
        this.work = work;
        this.answer = answer;
        this.deadlineNanos = deadlineNanos;
    }

    CompletionStage<Void> run(Conversation conversation) {
        try {
            return work.apply(conversation);
        } catch (RuntimeException refused) {
            answer.completeExceptionally(refused);
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public void fail(Throwable failure) {
        answer.completeExceptionally(failure);
    }

    @Override
    public boolean answered() {
        return answer.isDone();
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public int bytes() {
        return BYTES;
    }
}
