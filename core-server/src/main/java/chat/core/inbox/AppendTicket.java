package chat.core.inbox;

import chat.node.v1.AppendFailure;
import chat.node.v1.AppendResult;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Counts the users of one append until each entry is durable or has failed. Safe from any thread. */
final class AppendTicket {
    private final CompletableFuture<AppendResult> result = new CompletableFuture<>();

    @GuardedBy("this")
    private final AppendResult.Builder answer;

    @GuardedBy("this")
    private int open;

    AppendTicket(long sequence, int users) {
        this.answer = AppendResult.newBuilder().setSequence(sequence);
        this.open = users;
    }

    CompletionStage<AppendResult> result() {
        return result;
    }

    void durable() {
        finish(null);
    }

    void failed(long userId, ChatException failure) {
        finish(AppendFailure.newBuilder()
                .setUserId(userId)
                .setError(Errors.toError(failure))
                .build());
    }

    private void finish(@Nullable AppendFailure failure) {
        AppendResult done = null;
        synchronized (this) {
            if (failure != null) {
                answer.addFailures(failure);
            }
            if (--open == 0) {
                done = answer.build();
            }
        }
        if (done != null) {
            result.complete(done);
        }
    }
}
