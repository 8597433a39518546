package chat.runtime.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Puts secret, request id and deadline on outgoing calls. */
final class CallerInterceptor implements ClientInterceptor {
    private final Optional<String> clusterSecret;
    private final Duration deadline;

    CallerInterceptor(Optional<String> clusterSecret, Duration deadline) {
        this.clusterSecret = clusterSecret;
        this.deadline = deadline;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        boolean unary = method.getType() == MethodDescriptor.MethodType.UNARY;
        CallOptions bounded = unary && options.getDeadline() == null
                ? options.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
                : options;
        @Nullable String requestId = RequestContext.REQUEST_ID.get();
        return new SimpleForwardingClientCall<>(next.newCall(method, bounded)) {
            @Override
            public void start(Listener<A> listener, Metadata headers) {
                clusterSecret.ifPresent(secret -> headers.put(MetadataKeys.CLUSTER_SECRET, secret));
                if (requestId != null && !headers.containsKey(MetadataKeys.REQUEST_ID)) {
                    headers.put(MetadataKeys.REQUEST_ID, requestId);
                }
                super.start(listener, headers);
            }
        };
    }
}
