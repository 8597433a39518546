package chat.core.account;

import chat.core.forward.Forwarder;
import io.grpc.MethodDescriptor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Runs everything where it arrives. */
public final class LocalForwarder implements Forwarder {
    @Override
    public <Q, A> CompletionStage<A> route(
            int slot, Q request, MethodDescriptor<Q, A> method, Function<Q, CompletionStage<A>> local) {
        try {
            return local.apply(request);
        } catch (RuntimeException thrown) {
            return CompletableFuture.failedFuture(thrown);
        }
    }
}
