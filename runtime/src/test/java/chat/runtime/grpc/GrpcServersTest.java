package chat.runtime.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import chat.discovery.v1.DiscoveryServiceGrpc;
import chat.discovery.v1.DiscoveryServiceGrpc.DiscoveryServiceBlockingStub;
import chat.discovery.v1.ListGatewaysRequest;
import chat.discovery.v1.ListGatewaysResponse;
import chat.discovery.v1.WatchRoutesRequest;
import chat.discovery.v1.WatchRoutesResponse;
import chat.error.v1.ErrorReason;
import chat.presence.v1.GetPresenceRequest;
import chat.presence.v1.PresenceServiceGrpc;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import chat.runtime.tls.TlsConfig;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Server and channel as programs make them, over a real socket. */
final class GrpcServersTest {
    private static final String SECRET = "open sesame";

    private volatile Supplier<CompletableFuture<ListGatewaysResponse>> answer =
            () -> CompletableFuture.completedFuture(ListGatewaysResponse.getDefaultInstance());

    private volatile String seen = "";
    private Server server;
    private ManagedChannel stranger;
    private ManagedChannel member;

    private final class Discovery extends DiscoveryServiceGrpc.DiscoveryServiceImplBase {
        @Override
        public void listGateways(ListGatewaysRequest request, StreamObserver<ListGatewaysResponse> replies) {
            seen = RequestContext.requestId() + " " + RequestContext.fromCluster() + " "
                    + RequestContext.clientAddress();
            if (request.getRegion().equals("throw")) {
                throw new IllegalStateException("thrown by the handler");
            }
            if (request.getRegion().equals("bare")) {
                replies.onError(Status.ABORTED.withDescription("no info").asRuntimeException());
                return;
            }
            UnaryReply.send(replies, answer);
        }

        @Override
        public void watchRoutes(WatchRoutesRequest request, StreamObserver<WatchRoutesResponse> replies) {
            replies.onCompleted();
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = GrpcServers.withShared(
                        GrpcServers.listening(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                TlsConfig.DISABLED,
                                1 << 20),
                        SECRET,
                        Set.of(DiscoveryServiceGrpc.SERVICE_NAME + "/WatchRoutes"))
                .addService(new Discovery())
                .build()
                .start();
        stranger = channel(Optional.empty());
        member = channel(Optional.of(SECRET));
    }

    @AfterEach
    void stop() {
        stranger.shutdownNow();
        member.shutdownNow();
        server.shutdownNow();
    }

    @Test
    void call_succeeds_contextIsKnown() {
        stub(stranger).listGateways(ListGatewaysRequest.getDefaultInstance());
        assertThat(seen).matches("[0-9a-f]{16} false 127.0.0.1");

        with(member, Map.of("x-request-id", "r-1", "x-chat-client-address", "192.0.2.7"))
                .listGateways(ListGatewaysRequest.getDefaultInstance());
        assertThat(seen).isEqualTo("r-1 true 192.0.2.7");
    }

    @Test
    void call_claimsOfAStranger_areIgnored() {
        with(stranger, Map.of("x-request-id", "a b\u007f", "x-chat-client-address", "192.0.2.7"))
                .listGateways(ListGatewaysRequest.getDefaultInstance());

        assertThat(seen).matches("[0-9a-f]{16} false 127.0.0.1");
    }

    @Test
    void internalMethod_withAndWithoutSecret_isOpenToMembersOnly() {
        assertThat(stub(member)
                        .watchRoutes(WatchRoutesRequest.getDefaultInstance())
                        .hasNext())
                .isFalse();
        assertThat(failure(() -> stub(stranger)
                                .watchRoutes(WatchRoutesRequest.getDefaultInstance())
                                .hasNext())
                        .reason())
                .isEqualTo(ErrorReason.ERROR_REASON_CLUSTER_SECRET_INVALID);
    }

    @Test
    void anyMethod_wrongSecret_isRefused() {
        assertThat(failure(() -> with(stranger, Map.of("x-chat-cluster-secret", "open barley"))
                                .listGateways(ListGatewaysRequest.getDefaultInstance()))
                        .reason())
                .isEqualTo(ErrorReason.ERROR_REASON_CLUSTER_SECRET_INVALID);
    }

    @Test
    void failure_named_arrivesWithReasonAndMetadata() {
        answer = () -> CompletableFuture.failedFuture(
                new ChatException(ErrorReason.ERROR_REASON_NOT_OWNER, "core-2 has it", Map.of("owner", "core-2")));

        ChatException failure = failure(() -> stub(stranger).listGateways(ListGatewaysRequest.getDefaultInstance()));

        assertThat(failure.reason()).isEqualTo(ErrorReason.ERROR_REASON_NOT_OWNER);
        assertThat(failure.metadata()).containsEntry("owner", "core-2");
    }

    @Test
    void failure_unnamed_isInternalUnderTheRequestIdAndTellsNothingElse() {
        answer = () -> CompletableFuture.failedFuture(new IllegalStateException("password is hunter2"));
        ChatException later = failure(() ->
                with(stranger, Map.of("x-request-id", "r-2")).listGateways(ListGatewaysRequest.getDefaultInstance()));
        answer = () -> {
            throw new IllegalStateException("password is hunter2");
        };
        ChatException atOnce = failure(() ->
                with(stranger, Map.of("x-request-id", "r-2")).listGateways(ListGatewaysRequest.getDefaultInstance()));
        ChatException thrown = failure(() -> with(stranger, Map.of("x-request-id", "r-2"))
                .listGateways(
                        ListGatewaysRequest.newBuilder().setRegion("throw").build()));

        for (ChatException failure : new ChatException[] {later, atOnce, thrown}) {
            assertThat(failure.reason()).isEqualTo(ErrorReason.ERROR_REASON_INTERNAL);
            assertThat(failure.detail()).isEqualTo("internal error; the log has it under request id r-2");
        }
    }

    @Test
    void failure_bareStatus_getsAnErrorInfo() {
        ChatException failure = failure(() -> stub(stranger)
                .listGateways(ListGatewaysRequest.newBuilder().setRegion("bare").build()));

        assertThat(failure.detail()).isEqualTo("no info");
    }

    @Test
    void unknownMethod_isNamed() {
        ChatException failure = failure(() ->
                PresenceServiceGrpc.newBlockingStub(stranger).getPresence(GetPresenceRequest.getDefaultInstance()));

        assertThat(failure.reason()).isEqualTo(ErrorReason.ERROR_REASON_UNKNOWN_METHOD);
        assertThat(failure.detail()).contains("chat.presence.v1.PresenceService/GetPresence");
    }

    @Test
    void unaryCall_withoutDeadline_getsOne() throws IOException {
        answer = CompletableFuture::new;
        ManagedChannel hasty = new ChannelFactory(TlsConfig.DISABLED, Optional.empty(), Duration.ofMillis(100), 1 << 20)
                .open("127.0.0.1:" + server.getPort());
        try {
            assertThat(failure(() -> stub(hasty).listGateways(ListGatewaysRequest.getDefaultInstance()))
                            .reason())
                    .isEqualTo(ErrorReason.ERROR_REASON_TIMEOUT);
        } finally {
            hasty.shutdownNow();
        }
    }

    @Test
    void garbagePeer_isCutOffAndOthersAreServed() throws IOException {
        try (Socket http = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
            http.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            http.getInputStream().readAllBytes();
        }
        stub(stranger).listGateways(ListGatewaysRequest.getDefaultInstance());
        assertThat(seen).isNotEmpty();
    }

    private ManagedChannel channel(Optional<String> secret) throws IOException {
        return new ChannelFactory(TlsConfig.DISABLED, secret, Duration.ofSeconds(20), 1 << 20)
                .open("127.0.0.1:" + server.getPort());
    }

    private static DiscoveryServiceBlockingStub stub(ManagedChannel channel) {
        return DiscoveryServiceGrpc.newBlockingStub(channel);
    }

    private static DiscoveryServiceBlockingStub with(ManagedChannel channel, Map<String, String> headers) {
        Metadata metadata = new Metadata();
        headers.forEach((name, value) -> metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
        return stub(channel).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    /** The failure of a call, which must carry our ErrorInfo unless the caller itself gave up. */
    private static ChatException failure(Supplier<?> call) {
        try {
            var unused = call.get();
        } catch (StatusRuntimeException failed) {
            if (failed.getStatus().getCode() != Status.Code.DEADLINE_EXCEEDED) {
                assertThat(failed.getTrailers()).isNotNull();
                assertThat(failed.getTrailers().keys()).contains("grpc-status-details-bin");
            }
            return Errors.fromStatus(failed);
        }
        throw new AssertionError("the call succeeded");
    }
}
