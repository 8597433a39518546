package chat.core.session;

import chat.core.message.MessageSender;
import chat.gateway.v1.ConnectRequest;
import chat.gateway.v1.ConnectResponse;
import chat.gateway.v1.GatewayServiceGrpc;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** {@code chat.gateway.v1.GatewayService}: each call is a {@link GatewayStream}. */
final class GatewayGrpcService extends GatewayServiceGrpc.GatewayServiceImplBase {
    private final Sessions sessions;
    private final MessageSender sender;
    private final IntFunction<? extends Executor> writers;
    private final SessionConfig config;
    private final SessionMetrics metrics;
    private final AtomicInteger streams = new AtomicInteger();

    /** @param writers threads that write to streams, by any number from 0 to 255 */
    GatewayGrpcService(
            Sessions sessions,
            MessageSender sender,
            IntFunction<? extends Executor> writers,
            SessionConfig config,
            SessionMetrics metrics) {
        this.sessions = sessions;
        this.sender = sender;
        this.writers = writers;
        this.config = config;
        this.metrics = metrics;
    }

    @Override
    public StreamObserver<ConnectRequest> connect(StreamObserver<ConnectResponse> responses) {
        ServerCallStreamObserver<ConnectResponse> call = (ServerCallStreamObserver<ConnectResponse>) responses;
        GatewayStream stream = new GatewayStream(
                new GrpcLine(call),
                writers.apply(streams.getAndIncrement() & 0xff),
                sessions,
                sender,
                Clock.systemUTC(),
                config,
                metrics);
        call.disableAutoRequest();
        call.setOnReadyHandler(stream::write);
        call.setOnCancelHandler(stream::end);
        call.request(1);
        return new StreamObserver<>() {
            @Override
            public void onNext(ConnectRequest request) {
                stream.received(request);
            }

            @Override
            public void onError(Throwable thrown) {
                stream.end();
            }

            @Override
            public void onCompleted() {
                stream.completed();
            }
        };
    }

    private record GrpcLine(ServerCallStreamObserver<ConnectResponse> call) implements GatewayStream.Line {
        @Override
        public boolean isReady() {
            return call.isReady();
        }

        @Override
        public void write(ConnectResponse frames) {
            call.onNext(frames);
        }

        @Override
        public void read() {
            call.request(1);
        }

        @Override
        public void complete() {
            call.onCompleted();
        }

        @Override
        public void fail(ChatException reason) {
            call.onError(Errors.toStatus(reason));
        }
    }
}
