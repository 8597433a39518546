package chat.core.rpc;

import chat.runtime.error.Errors;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a unary call: the one place that touches {@code onNext} and {@code onError}. */
public final class UnaryReply {
    private static final Logger log = LoggerFactory.getLogger(UnaryReply.class);

    private UnaryReply() {}

    /**
     * Runs the action on this thread and answers with what its stage gives. A failure becomes a status with its named reason; one without a name
     * becomes INTERNAL and is logged here, once.
     */
    public static <A> void send(StreamObserver<A> replies, Supplier<CompletionStage<A>> action) {
        if (replies instanceof ServerCallStreamObserver<A> call) {
            call.setOnCancelHandler(() -> {}); // else an answer to a caller who has gone away would throw
        }
        CompletionStage<A> answer;
        try {
            answer = action.get();
        } catch (RuntimeException thrown) {
            fail(replies, thrown);
            return;
        }
        answer.whenComplete((value, thrown) -> {
                    if (thrown == null) {
                        replies.onNext(value);
                        replies.onCompleted();
                    } else {
                        fail(replies, thrown);
                    }
                })
                .exceptionally(thrown -> {
                    if (Errors.unnamed(thrown)) {
                        log.warn("rpc_reply_failed", thrown);
                    }
                    return null;
                });
    }

    private static void fail(StreamObserver<?> replies, Throwable thrown) {
        if (Errors.unnamed(thrown)) {
            log.error("rpc_failed", thrown);
        }
        replies.onError(Errors.toStatus(Errors.toChatException(thrown)));
    }
}
