package chat.runtime.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The one way to answer a unary call: the reply, or the failure under its name. */
public final class UnaryReply {
    private UnaryReply() {}

    /**
     * Runs the work now and answers when its stage completes, on whatever thread that happens. A caller that went away is not answered;
     * the work goes on.
     *
     * @param work may throw, or complete exceptionally, with a {@link chat.runtime.error.ChatException}; anything else becomes INTERNAL
     */
    public static <T> void send(StreamObserver<T> observer, Supplier<? extends CompletionStage<? extends T>> work) {
        if (observer instanceof ServerCallStreamObserver<T> call) {
            // with a handler set, answering a cancelled call is quiet
            call.setOnCancelHandler(() -> {});
        }
        String method = RequestContext.method();
        String requestId = RequestContext.requestId();
        CompletionStage<? extends T> reply;
        try {
            reply = work.get();
        } catch (RuntimeException thrown) {
            observer.onError(Failures.status(thrown, method, requestId));
            return;
        }
        var unused = reply.whenComplete((value, thrown) -> {
            if (thrown == null) {
                observer.onNext(value);
                observer.onCompleted();
            } else {
                observer.onError(Failures.status(thrown, method, requestId));
            }
        });
    }
}
