package chat.ctl.connection;

import chat.ctl.failure.Failures;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An open connection. Each call carries the token, a request id and a deadline. Safe for several threads. */
public final class OperatorClient implements AutoCloseable {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> REQUEST_ID =
            Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

    private final ManagedChannel channel;
    private final Channel authorized;
    private final String server;
    private final Duration timeout;
    private final String requestId = requestId();

    OperatorClient(ManagedChannel channel, String server, @Nullable String token, Duration timeout) {
        this.channel = channel;
        this.server = server;
        this.timeout = timeout;
        Metadata metadata = new Metadata();
        metadata.put(REQUEST_ID, requestId);
        if (token != null) {
            metadata.put(AUTHORIZATION, "Bearer " + token);
        }
        this.authorized = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    /** The addresses, as the operator gave them. */
    public String server() {
        return server;
    }

    /**
     * Makes one call and waits for its answer.
     *
     * @throws chat.ctl.failure.Failure when the answer is an error, or none comes
     */
    public <S extends AbstractStub<S>, R> R call(Function<Channel, S> service, Function<S, R> method) {
        try {
            return callRaw(service, method);
        } catch (StatusRuntimeException status) {
            throw Failures.of(status, server, requestId);
        }
    }

    /** As {@link #call}, for a caller that itself decides what an error means. */
    public <S extends AbstractStub<S>, R> R callRaw(Function<Channel, S> service, Function<S, R> method) {
        return method.apply(service.apply(authorized).withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** Makes the next call try to connect at once, instead of after gRPC's own growing pauses. */
    public void reconnect() {
        channel.resetConnectBackoff();
    }

    /** What an error of {@link #callRaw} means to an operator. */
    public RuntimeException explain(StatusRuntimeException status) {
        return Failures.of(status, server, requestId);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    /** Only has to differ from others in the logs. */
    private static String requestId() {
        return "ctl-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
