package chat.gateway.core;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import chat.runtime.grpc.MetadataKeys;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Unary calls, to any core: cores forward to owners themselves. A call that was refused because nobody owns the slot just now is
 * repeated until the deadline; one whose core could not be reached goes to another core if repeating it does no harm. Any thread;
 * results complete on threads of gRPC.
 */
public final class CoreCalls {
    private static final Backoff AGAIN = new Backoff(30, 500);

    private final CoreAddresses addresses;
    private final CoreChannels channels;
    private final long deadlineNanos;
    private final AtomicInteger nextAddress = new AtomicInteger();

    public CoreCalls(CoreAddresses addresses, CoreChannels channels, Duration deadline) {
        this.addresses = addresses;
        this.channels = channels;
        this.deadlineNanos = deadline.toNanos();
    }

    /** Calls a method; fails with a {@link ChatException}. */
    public <Q, A> CompletionStage<A> call(MethodDescriptor<Q, A> method, Q request, CallContext context) {
        Call<Q, A> call = new Call<>(method, request, context);
        call.attempt();
        return call.result;
    }

    private static Metadata metadata(CallContext context) {
        Metadata metadata = new Metadata();
        context.accessToken().ifPresent(token -> metadata.put(MetadataKeys.AUTHORIZATION, "Bearer " + token));
        metadata.put(MetadataKeys.REQUEST_ID, context.requestId());
        metadata.put(MetadataKeys.CLIENT_ADDRESS, context.clientAddress());
        return metadata;
    }

    private final class Call<Q, A> implements StreamObserver<A> {
        private final MethodDescriptor<Q, A> method;
        private final Q request;
        private final CallContext context;
        private final long endNanos = System.nanoTime() + deadlineNanos;
        private final CompletableFuture<A> result = new CompletableFuture<>();
        /** One attempt after the other: handed from thread to thread by gRPC and the timer. */
        private volatile int attempts;

        private volatile @Nullable A answer;

        Call(MethodDescriptor<Q, A> method, Q request, CallContext context) {
            this.method = method;
            this.request = request;
            this.context = context;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // attempts follow each other
        void attempt() {
            attempts = attempts + 1;
            List<String> candidates = addresses.serving();
            if (candidates.isEmpty()) {
                fail(new ChatException(ErrorReason.ERROR_REASON_CORE_UNREACHABLE, "no core is known to this gateway"));
                return;
            }
            ManagedChannel channel =
                    channels.get(candidates.get(Math.floorMod(nextAddress.getAndIncrement(), candidates.size())));
            ClientCalls.asyncUnaryCall(
                    io.grpc.ClientInterceptors.intercept(
                                    channel, MetadataUtils.newAttachHeadersInterceptor(metadata(context)))
                            .newCall(
                                    method,
                                    CallOptions.DEFAULT.withDeadlineAfter(
                                            Math.max(1, endNanos - System.nanoTime()), TimeUnit.NANOSECONDS)),
                    request,
                    this);
        }

        @Override
        public void onNext(A value) {
            answer = value;
        }

        @Override
        public void onCompleted() {
            A value = answer;
            if (value == null) {
                fail(new ChatException(ErrorReason.ERROR_REASON_INTERNAL, "a core answered nothing"));
            } else {
                result.complete(value);
            }
        }

        @Override
        public void onError(Throwable thrown) {
            ChatException failure = Errors.toChatException(thrown);
            long pause = AGAIN.millis(attempts);
            boolean timeIsLeft = endNanos - System.nanoTime() > TimeUnit.MILLISECONDS.toNanos(pause);
            if (timeIsLeft && mayRepeat(thrown, failure)) {
                CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS).execute(this::attempt);
            } else {
                fail(failure);
            }
        }

        private boolean mayRepeat(Throwable thrown, ChatException failure) {
            if (!RouteErrors.isAboutTheWay(failure.reason())) {
                return false;
            }
            boolean refusedByName = failure.reason() != ErrorReason.ERROR_REASON_CORE_UNREACHABLE;
            return refusedByName || SafeToRepeat.contains(method) || neverSent(thrown);
        }

        /** The connection could not be made, so that no core has seen the call. */
        private static boolean neverSent(Throwable thrown) {
            return thrown instanceof StatusRuntimeException status
                    && status.getStatus().getCode() == Status.Code.UNAVAILABLE
                    && status.getStatus().getCause() instanceof java.net.ConnectException;
        }

        private void fail(ChatException failure) {
            result.completeExceptionally(failure);
        }
    }
}
