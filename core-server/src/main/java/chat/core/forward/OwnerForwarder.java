package chat.core.forward;

import chat.core.slot.SlotOwnership;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Forwards over {@link NodeChannels}, by the owner that this node sees or the one that a refusal names. */
final class OwnerForwarder implements Forwarder {
    private static final int FIRST_PAUSE_MILLIS = 20;
    private static final int LONGEST_PAUSE_MILLIS = 320;

    private final String nodeId;
    private final SlotOwnership ownership;
    private final NodeChannels channels;
    private final ScheduledExecutorService timer;
    private final Duration lookFor;

    /** @param lookFor how long a request looks for its slot's owner */
    OwnerForwarder(
            String nodeId,
            SlotOwnership ownership,
            NodeChannels channels,
            ScheduledExecutorService timer,
            Duration lookFor) {
        this.nodeId = nodeId;
        this.ownership = ownership;
        this.channels = channels;
        this.timer = timer;
        this.lookFor = lookFor;
    }

    @Override
    public <Q, A> CompletionStage<A> route(
            int slot, Q request, MethodDescriptor<Q, A> method, Function<Q, CompletionStage<A>> local) {
        if (CallerMetadata.forwarded()) {
            return runHere(request, local);
        }
        Attempts<Q, A> attempts = new Attempts<>(slot, request, method, local);
        attempts.next(null);
        return attempts.result;
    }

    private static <Q, A> CompletionStage<A> runHere(Q request, Function<Q, CompletionStage<A>> local) {
        try {
            return local.apply(request);
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /** One request on its way to the owner. One attempt at a time. */
    private final class Attempts<Q, A> {
        final CompletableFuture<A> result = new CompletableFuture<>();
        private final int slot;
        private final Q request;
        private final MethodDescriptor<Q, A> method;
        private final Function<Q, CompletionStage<A>> local;
        private final Context context = Context.current();
        private final Metadata headers = CallerMetadata.onward(nodeId);
        private final Deadline patience;
        private int refusals;

        Attempts(int slot, Q request, MethodDescriptor<Q, A> method, Function<Q, CompletionStage<A>> local) {
            this.slot = slot;
            this.request = request;
            this.method = method;
            this.local = local;
            Deadline own = Deadline.after(lookFor.toMillis(), TimeUnit.MILLISECONDS);
            Deadline callers = context.getDeadline();
            this.patience = callers == null ? own : own.minimum(callers);
        }

        /** @param hint the owner that a refusal named; null: as this node sees it */
        void next(@Nullable String hint) {
            String owner = hint != null ? hint : ownership.owner(slot);
            CompletionStage<A> answer;
            try {
                answer = owner == null || owner.equals(nodeId)
                        ? context.call(() -> runHere(request, local))
                        : context.call(() -> ask(owner));
            } catch (Exception refused) {
                answer = CompletableFuture.failedFuture(refused);
            }
            var unused = answer.whenComplete((value, failed) -> {
                if (failed == null) {
                    result.complete(value);
                } else {
                    consider(failed);
                }
            });
        }

        private CompletionStage<A> ask(String owner) {
            ForwardMetrics.FORWARDED.inc();
            Channel channel = ClientInterceptors.intercept(
                    channels.to(owner), MetadataUtils.newAttachHeadersInterceptor(headers));
            CompletableFuture<A> answer = new CompletableFuture<>();
            Futures.addCallback(
                    ClientCalls.futureUnaryCall(channel.newCall(method, CallOptions.DEFAULT), request),
                    new FutureCallback<A>() {
                        @Override
                        public void onSuccess(A value) {
                            answer.complete(value);
                        }

                        @Override
                        public void onFailure(Throwable failed) {
                            answer.completeExceptionally(Errors.toChatException(failed));
                        }
                    },
                    MoreExecutors.directExecutor());
            return answer;
        }

        private void consider(Throwable failed) {
            ChatException refusal = Errors.unnamed(failed) ? null : Errors.toChatException(failed);
            if (refusal == null || !movedOn(refusal) || patience.isExpired() || context.isCancelled()) {
                result.completeExceptionally(refusal == null ? failed : refusal);
                return;
            }
            ForwardMetrics.REPEATED.inc();
            refusals++;
            String named = refusal.metadata().get("owner");
            // the first hint is followed at once; when two nodes point at each other, time decides
            if (named != null && refusals == 1 && !named.equals(ownership.owner(slot))) {
                next(named);
                return;
            }
            int bound = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(refusals, 10));
            long pause = ThreadLocalRandom.current().nextLong(bound / 2, bound);
            var unused = timer.schedule(() -> next(null), pause, TimeUnit.MILLISECONDS);
        }

        /** True when nothing was done because the slot's owner is another or none. */
        private boolean movedOn(ChatException refusal) {
            return (refusal.reason() == ErrorReason.ERROR_REASON_NOT_OWNER
                            || refusal.reason() == ErrorReason.ERROR_REASON_NO_OWNER)
                    && !"unknown".equals(refusal.metadata().get("outcome"));
        }
    }
}
