package chat.gateway;

import chat.account.v1.AccountServiceGrpc;
import chat.account.v1.GetProfileRequest;
import chat.account.v1.GetProfileResponse;
import chat.account.v1.LoginRequest;
import chat.account.v1.LoginResponse;
import chat.account.v1.Profile;
import chat.account.v1.SignUpRequest;
import chat.account.v1.SignUpResponse;
import chat.account.v1.Tokens;
import chat.client.v1.CloseCode;
import chat.discovery.v1.CoreNode;
import chat.discovery.v1.DiscoveryServiceGrpc;
import chat.discovery.v1.Gateway;
import chat.discovery.v1.ListGatewaysRequest;
import chat.discovery.v1.ListGatewaysResponse;
import chat.discovery.v1.WatchRoutesRequest;
import chat.discovery.v1.WatchRoutesResponse;
import chat.error.v1.Error;
import chat.error.v1.ErrorReason;
import chat.gateway.core.AccessTokenClaims;
import chat.gateway.v1.Attach;
import chat.gateway.v1.Attached;
import chat.gateway.v1.Confirm;
import chat.gateway.v1.ConnectRequest;
import chat.gateway.v1.ConnectResponse;
import chat.gateway.v1.CoreFrame;
import chat.gateway.v1.Delivery;
import chat.gateway.v1.GatewayFrame;
import chat.gateway.v1.GatewayServiceGrpc;
import chat.gateway.v1.Kick;
import chat.gateway.v1.Pull;
import chat.gateway.v1.Rejected;
import chat.gateway.v1.Released;
import chat.gateway.v1.Send;
import chat.gateway.v1.Sent;
import chat.message.v1.Message;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import chat.runtime.grpc.GrpcServers;
import chat.runtime.grpc.UnaryReply;
import chat.runtime.tls.TlsConfig;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A core node as a gateway sees it: a real gRPC server on a loopback port, with the shared interceptors. */
final class FakeCore implements AutoCloseable {
    private final String nodeId;
    private final FakeCluster cluster;
    private final Server server;
    private final int port;
    private final List<StreamObserver<WatchRoutesResponse>> watchers = new CopyOnWriteArrayList<>();
    private final List<Link> links = new CopyOnWriteArrayList<>();
    /** Frames from gateways, in order of arrival. */
    final List<GatewayFrame> received = new CopyOnWriteArrayList<>();
    /** Other gateways that discovery names. */
    final List<Gateway> gateways = new CopyOnWriteArrayList<>();
    /** Sends are taken and never answered while it is set. */
    volatile boolean mute;
    /** Sends are refused with it, if set. */
    volatile @Nullable ErrorReason refusal;

    private record Session(Link link, long user, long device, long openedAtMillis) {}

    private final Map<Long, Session> sessions = new ConcurrentHashMap<>();

    FakeCore(String nodeId, FakeCluster cluster) throws IOException {
        this.nodeId = nodeId;
        this.cluster = cluster;
        this.server = GrpcServers.withShared(
                        GrpcServers.listening(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                TlsConfig.DISABLED,
                                4 << 20),
                        FakeCluster.SECRET,
                        Set.of("chat.gateway.v1.GatewayService", "chat.discovery.v1.DiscoveryService/WatchRoutes"))
                .addService(new Discovery())
                .addService(new Connections())
                .addService(new Accounts())
                .build()
                .start();
        this.port = server.getPort();
    }

    String nodeId() {
        return nodeId;
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    int sessionCount() {
        return sessions.size();
    }

    int linkCount() {
        return links.size();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    void tellRoutes() {
        watchers.forEach(this::tellRoutes);
    }

    /** Ends every stream as a crash does. */
    void breakStreams() {
        List<Link> broken = List.copyOf(links);
        links.clear();
        sessions.clear();
        broken.forEach(link -> link.fail());
    }

    /** Lets the sessions go, as a hand-over does. */
    void release() {
        for (Link link : links) {
            List<Long> ids = sessions.entrySet().stream()
                    .filter(session -> session.getValue().link() == link)
                    .map(Map.Entry::getKey)
                    .toList();
            ids.forEach(sessions::remove);
            link.answer(CoreFrame.newBuilder()
                    .setReleased(Released.newBuilder().addAllSessionIds(ids))
                    .build());
        }
    }

    void kick(long user, CloseCode code) {
        sessions.forEach((id, session) -> {
            if (session.user() == user) {
                session.link()
                        .answer(CoreFrame.newBuilder()
                                .setKick(Kick.newBuilder()
                                        .setSessionId(id)
                                        .setCloseCode(code.getNumber())
                                        .setDetail("kicked by the test"))
                                .build());
            }
        });
    }

    void deliver(long user, Function<Long, Delivery> delivery) {
        sessions.forEach((id, session) -> {
            if (session.user() == user) {
                session.link()
                        .answer(CoreFrame.newBuilder()
                                .setDelivery(delivery.apply(id))
                                .build());
            }
        });
    }

    private void tellRoutes(StreamObserver<WatchRoutesResponse> watcher) {
        WatchRoutesResponse.Builder routes = WatchRoutesResponse.newBuilder().setVersion(cluster.routesVersion());
        cluster.cores()
                .forEach(core -> routes.addNodes(
                        CoreNode.newBuilder().setNodeId(core.nodeId).setAddress(core.address())));
        for (int owner : cluster.owners()) {
            routes.addOwners(owner);
        }
        synchronized (watcher) {
            try {
                watcher.onNext(routes.build());
            } catch (RuntimeException watchEnded) {
                watchers.remove(watcher);
            }
        }
    }

    private static @Nullable ChatException judge(String token) {
        String signature = token.substring(token.lastIndexOf('.') + 1);
        return switch (signature) {
            case "good" -> null;
            case "expired" -> new ChatException(ErrorReason.ERROR_REASON_TOKEN_EXPIRED, "expired: refresh it");
            case "revoked" -> new ChatException(ErrorReason.ERROR_REASON_TOKEN_REVOKED, "logged out");
            case "deleted" -> new ChatException(ErrorReason.ERROR_REASON_ACCOUNT_DELETED, "account deleted");
            default -> new ChatException(ErrorReason.ERROR_REASON_TOKEN_INVALID, "not one of ours");
        };
    }

    private final class Discovery extends DiscoveryServiceGrpc.DiscoveryServiceImplBase {
        @Override
        public void watchRoutes(WatchRoutesRequest request, StreamObserver<WatchRoutesResponse> watcher) {
            watchers.add(watcher);
            tellRoutes(watcher);
        }

        @Override
        public void listGateways(ListGatewaysRequest request, StreamObserver<ListGatewaysResponse> reply) {
            UnaryReply.send(
                    reply,
                    () -> CompletableFuture.completedFuture(ListGatewaysResponse.newBuilder()
                            .addAllGateways(gateways)
                            .build()));
        }
    }

    private static final class Accounts extends AccountServiceGrpc.AccountServiceImplBase {
        @Override
        public void signUp(SignUpRequest request, StreamObserver<SignUpResponse> reply) {
            UnaryReply.send(reply, () -> {
                if (request.getUsername().equals("taken")) {
                    throw new ChatException(ErrorReason.ERROR_REASON_USERNAME_TAKEN, "taken is taken");
                }
                return CompletableFuture.completedFuture(SignUpResponse.newBuilder()
                        .setProfile(Profile.newBuilder().setUserId(1).setUsername(request.getUsername()))
                        .build());
            });
        }

        @Override
        public void login(LoginRequest request, StreamObserver<LoginResponse> reply) {
            UnaryReply.send(reply, () -> {
                if (!request.getPassword().equals("right")) {
                    throw new ChatException(ErrorReason.ERROR_REASON_CREDENTIALS_INVALID, "wrong name or password");
                }
                return CompletableFuture.completedFuture(LoginResponse.newBuilder()
                        .setTokens(Tokens.newBuilder()
                                .setAccessToken(FakeCluster.token(1, 11))
                                .setUserId(1)
                                .setDeviceId(11))
                        .build());
            });
        }

        @Override
        public void getProfile(GetProfileRequest request, StreamObserver<GetProfileResponse> reply) {
            UnaryReply.send(
                    reply,
                    () -> CompletableFuture.completedFuture(GetProfileResponse.newBuilder()
                            .setProfile(Profile.newBuilder()
                                    .setUserId(request.getUserId())
                                    .setUsername("user-" + request.getUserId()))
                            .build()));
        }
    }

    private final class Connections extends GatewayServiceGrpc.GatewayServiceImplBase {
        @Override
        public StreamObserver<ConnectRequest> connect(StreamObserver<ConnectResponse> answers) {
            Link link = new Link(answers);
            links.add(link);
            return link;
        }
    }

    /** One gateway's stream. */
    private final class Link implements StreamObserver<ConnectRequest> {
        private final StreamObserver<ConnectResponse> answers;

        Link(StreamObserver<ConnectResponse> answers) {
            this.answers = answers;
        }

        synchronized void answer(CoreFrame frame) {
            try {
                answers.onNext(ConnectResponse.newBuilder().addFrames(frame).build());
            } catch (RuntimeException streamEnded) {
                links.remove(this);
            }
        }

        synchronized void fail() {
            answers.onError(
                    Status.UNAVAILABLE.withDescription("broken by the test").asRuntimeException());
        }

        @Override
        public void onNext(ConnectRequest request) {
            for (GatewayFrame frame : request.getFramesList()) {
                received.add(frame);
                switch (frame.getFrameCase()) {
                    case ATTACH -> attach(frame.getAttach());
                    case SEND -> send(frame.getSend());
                    case PULL -> pull(frame.getPull());
                    case DETACH -> sessions.remove(frame.getDetach().getSessionId());
                    case REGISTER, CONFIRM, HEARTBEAT, FRAME_NOT_SET -> {}
                }
            }
        }

        @Override
        public void onError(Throwable thrown) {
            gone();
        }

        @Override
        public void onCompleted() {
            gone();
            answers.onCompleted();
        }

        private void gone() {
            links.remove(this);
            sessions.values().removeIf(session -> session.link() == this);
        }

        private void attach(Attach attach) {
            long user;
            long device;
            if (attach.hasIdentity()) {
                user = attach.getIdentity().getUserId();
                device = attach.getIdentity().getDeviceId();
            } else {
                ChatException refused = judge(attach.getAccessToken());
                if (refused != null) {
                    reject(attach.getRequestId(), Errors.toError(refused));
                    return;
                }
                AccessTokenClaims claims = AccessTokenClaims.peek(attach.getAccessToken());
                user = claims.userId();
                device = claims.deviceId();
            }
            if (!owns(user, attach.getRequestId())) {
                return;
            }
            long last = cluster.lastPosition(user);
            if (attach.getCursor() > last) {
                reject(
                        attach.getRequestId(),
                        Errors.toError(new ChatException(
                                ErrorReason.ERROR_REASON_CURSOR_INVALID, "beyond the last position " + last)));
                return;
            }
            sessions.put(attach.getSessionId(), new Session(this, user, device, attach.getOpenedAtMillis()));
            answer(CoreFrame.newBuilder()
                    .setAttached(Attached.newBuilder()
                            .setRequestId(attach.getRequestId())
                            .setSessionId(attach.getSessionId())
                            .setUserId(user)
                            .setDeviceId(device)
                            .setCursor(attach.hasCursor() ? attach.getCursor() : last)
                            .setLastPosition(last))
                    .build());
        }

        private void send(Send send) {
            ErrorReason reason = refusal;
            if (mute || !owns(send.getChannelId(), send.getRequestId())) {
                return;
            }
            if (reason != null) {
                reject(send.getRequestId(), Errors.toError(new ChatException(reason, "refused by the test")));
                return;
            }
            Message message = cluster.send(
                    send.getUserId(),
                    send.getDeviceId(),
                    send.getChannelId(),
                    send.getClientMessageId(),
                    send.getText());
            answer(CoreFrame.newBuilder()
                    .setSent(Sent.newBuilder()
                            .setRequestId(send.getRequestId())
                            .setMessageId(message.getMessageId())
                            .setSentAtMillis(message.getSentAtMillis()))
                    .build());
        }

        private void pull(Pull pull) {
            Session session = sessions.get(pull.getSessionId());
            if (session != null) {
                answer(CoreFrame.newBuilder()
                        .setPage(cluster.page(session.user(), pull.getAfter(), pull.getLimit())
                                .setRequestId(pull.getRequestId())
                                .setSessionId(pull.getSessionId()))
                        .build());
            }
        }

        private boolean owns(long id, long requestId) {
            FakeCore owner = cluster.ownerOf(id);
            if (owner == FakeCore.this) {
                return true;
            }
            reject(
                    requestId,
                    Error.newBuilder()
                            .setReason(
                                    owner == null
                                            ? ErrorReason.ERROR_REASON_NO_OWNER
                                            : ErrorReason.ERROR_REASON_NOT_OWNER)
                            .setRetryable(true)
                            .setOwner(owner == null ? "" : owner.nodeId())
                            .build());
            return false;
        }

        private void reject(long requestId, Error error) {
            answer(CoreFrame.newBuilder()
                    .setRejected(Rejected.newBuilder().setRequestId(requestId).setError(error))
                    .build());
        }
    }

    /** The highest position that a user's device confirmed here. */
    long confirmed() {
        return received.stream()
                .filter(GatewayFrame::hasConfirm)
                .map(GatewayFrame::getConfirm)
                .mapToLong(Confirm::getPosition)
                .max()
                .orElse(0);
    }
}
