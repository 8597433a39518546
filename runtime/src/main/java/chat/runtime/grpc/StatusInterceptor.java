package chat.runtime.grpc;

import chat.runtime.error.Errors;
import com.google.rpc.ErrorInfo;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.concurrent.atomic.AtomicBoolean;

/** Sees to it that every failed call ends with a named reason: whatever a handler throws, or closes with, gets its {@code ErrorInfo}. */
final class StatusInterceptor implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        NamingCall<Q, A> naming = new NamingCall<>(call, RequestContext.requestId());
        try {
            return new CatchingListener<>(next.startCall(naming, headers), naming);
        } catch (RuntimeException thrown) {
            naming.fail(thrown);
            return new ServerCall.Listener<>() {};
        }
    }

    private static final class NamingCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
        private final String requestId;
        private final AtomicBoolean closed = new AtomicBoolean();

        NamingCall(ServerCall<Q, A> call, String requestId) {
            super(call);
            this.requestId = requestId;
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (!closed.compareAndSet(false, true)) {
                return;
            }
            if (status.isOk() || hasErrorInfo(status, trailers)) {
                super.close(status, trailers);
                return;
            }
            Throwable cause = status.getCause();
            StatusRuntimeException named = Failures.status(
                    cause != null && Errors.unnamed(cause) ? cause : new StatusRuntimeException(status, trailers),
                    what(),
                    requestId);
            super.close(named.getStatus(), named.getTrailers() == null ? new Metadata() : named.getTrailers());
        }

        void fail(Throwable thrown) {
            StatusRuntimeException named = Failures.status(thrown, what(), requestId);
            close(named.getStatus(), named.getTrailers() == null ? new Metadata() : named.getTrailers());
        }

        private String what() {
            return getMethodDescriptor().getFullMethodName();
        }

        private static boolean hasErrorInfo(Status status, Metadata trailers) {
            com.google.rpc.Status details = StatusProto.fromStatusAndTrailers(status, trailers);
            return details.getDetailsList().stream().anyMatch(detail -> detail.is(ErrorInfo.class));
        }
    }

    private static final class CatchingListener<Q, A> extends SimpleForwardingServerCallListener<Q> {
        private final NamingCall<Q, A> call;

        CatchingListener(ServerCall.Listener<Q> listener, NamingCall<Q, A> call) {
            super(listener);
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            guard(() -> super.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            guard(super::onHalfClose);
        }

        @Override
        public void onReady() {
            guard(super::onReady);
        }

        @Override
        public void onCancel() {
            guard(super::onCancel);
        }

        @Override
        public void onComplete() {
            guard(super::onComplete);
        }

        private void guard(Runnable event) {
            try {
                event.run();
            } catch (RuntimeException thrown) {
                call.fail(thrown);
            }
        }
    }
}
