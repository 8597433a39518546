package chat.console.core;

import chat.console.config.CoreAddress;
import chat.runtime.grpc.MetadataKeys;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The connection to one core, made when first needed and again after it broke. */
public final class CoreChannel {
    private static final long SUSPECT_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final CoreAddress address;
    private final ManagedChannel channel;
    private final Optional<String> clusterSecret;
    private final LongSupplier nanoTime;

    /** When this core last failed to answer, on {@link #nanoTime}; null when its last call was answered. */
    private volatile @Nullable Long failedAt;

    public CoreChannel(
            CoreAddress address, ManagedChannel channel, Optional<String> clusterSecret, LongSupplier nanoTime) {
        this.address = address;
        this.channel = channel;
        this.clusterSecret = clusterSecret;
        this.nanoTime = nanoTime;
    }

    CoreAddress address() {
        return address;
    }

    /** A view of the connection whose calls carry the caller's metadata and end after {@code timeout}. */
    Channel onBehalfOf(Caller caller, Duration timeout) {
        return ClientInterceptors.intercept(channel, new ClientInterceptor() {
            @Override
            public <Q, A> ClientCall<Q, A> interceptCall(
                    MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
                CallOptions limited = options.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
                return new SimpleForwardingClientCall<Q, A>(next.newCall(method, limited)) {
                    @Override
                    public void start(Listener<A> listener, Metadata headers) {
                        describe(caller, headers);
                        super.start(listener, headers);
                    }
                };
            }
        });
    }

    private void describe(Caller caller, Metadata headers) {
        headers.put(MetadataKeys.REQUEST_ID, caller.requestId());
        if (!caller.token().isEmpty()) {
            headers.put(MetadataKeys.AUTHORIZATION, "Bearer " + caller.token());
        }
        // without the secret the core would not believe the address anyway
        clusterSecret.ifPresent(secret -> {
            headers.put(MetadataKeys.CLUSTER_SECRET, secret);
            headers.put(MetadataKeys.CLIENT_ADDRESS, caller.clientAddress());
        });
    }

    void answered() {
        failedAt = null;
    }

    void failed() {
        failedAt = nanoTime.getAsLong();
    }

    /** True for a while after a failure: others are asked first. */
    boolean suspect() {
        Long failed = failedAt;
        return failed != null && nanoTime.getAsLong() - failed < SUSPECT_NANOS;
    }

    void close() {
        channel.shutdownNow();
    }
}
