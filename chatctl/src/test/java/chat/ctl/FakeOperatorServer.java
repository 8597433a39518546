package chat.ctl;

import chat.account.v1.Profile;
import chat.channel.v1.Channel;
import chat.error.v1.ErrorReason;
import chat.message.v1.Direction;
import chat.message.v1.Message;
import chat.operator.v1.AuditEntry;
import chat.operator.v1.AuditServiceGrpc;
import chat.operator.v1.ClusterServiceGrpc;
import chat.operator.v1.GetChannelRequest;
import chat.operator.v1.GetChannelResponse;
import chat.operator.v1.GetSelfRequest;
import chat.operator.v1.GetSelfResponse;
import chat.operator.v1.GetUserRequest;
import chat.operator.v1.GetUserResponse;
import chat.operator.v1.HistoryAdminServiceGrpc;
import chat.operator.v1.ListAuditEntriesRequest;
import chat.operator.v1.ListAuditEntriesResponse;
import chat.operator.v1.ListMessagesRequest;
import chat.operator.v1.ListMessagesResponse;
import chat.operator.v1.ListNodesRequest;
import chat.operator.v1.ListNodesResponse;
import chat.operator.v1.ListUserChannelsRequest;
import chat.operator.v1.ListUserChannelsResponse;
import chat.operator.v1.LoginRequest;
import chat.operator.v1.LoginResponse;
import chat.operator.v1.LogoutRequest;
import chat.operator.v1.LogoutResponse;
import chat.operator.v1.Operator;
import chat.operator.v1.OperatorAuthServiceGrpc;
import chat.operator.v1.OperatorRole;
import chat.operator.v1.UserAdminServiceGrpc;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A core node as chatctl sees it: the operator services over a real socket, with what a test puts into it. */
final class FakeOperatorServer implements AutoCloseable {
    static final String TOKEN = "right-token";
    static final String PASSWORD = "correct horse battery";
    static final long TOKEN_END_MILLIS = 4_102_444_800_000L; // 2100-01-01

    final List<Message> messages = new ArrayList<>();
    final List<Profile> profiles = new ArrayList<>();
    final List<Channel> channels = new ArrayList<>();
    final List<AuditEntry> audit = new ArrayList<>();
    final List<Metadata> calls = new CopyOnWriteArrayList<>();
    final List<Object> requests = new CopyOnWriteArrayList<>();
    final FakeImportService imports = new FakeImportService();
    volatile ListNodesResponse nodes = ListNodesResponse.getDefaultInstance();
    volatile @Nullable GetUserResponse user;
    volatile @Nullable ChatException failure;
    private final Server server;

    FakeOperatorServer() {
        this(InsecureServerCredentials.create());
    }

    FakeOperatorServer(ServerCredentials credentials) {
        try {
            server = NettyServerBuilder.forAddress(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), credentials)
                    .addService(new Auth())
                    .addService(new Cluster())
                    .addService(new Users())
                    .addService(new History())
                    .addService(new Audit())
                    .addService(imports)
                    .intercept(new TokenCheck())
                    .build()
                    .start();
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private <R> void answer(Object request, StreamObserver<R> replies, Supplier<R> answer) {
        requests.add(request);
        try {
            ChatException scripted = failure;
            if (scripted != null) {
                throw scripted;
            }
            replies.onNext(answer.get());
            replies.onCompleted();
        } catch (ChatException named) {
            replies.onError(Errors.toStatus(named));
        }
    }

    /** Keeps what each call carried, and lets in who has the token. */
    private final class TokenCheck implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            calls.add(headers);
            String token = headers.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER));
            boolean login = call.getMethodDescriptor().getFullMethodName().endsWith("/Login");
            if (!login && !("Bearer " + TOKEN).equals(token)) {
                var refused = Errors.toStatus(new ChatException(
                        token == null ? ErrorReason.ERROR_REASON_TOKEN_MISSING : ErrorReason.ERROR_REASON_TOKEN_INVALID,
                        "the token is not one of ours"));
                call.close(refused.getStatus(), refused.getTrailers() == null ? new Metadata() : refused.getTrailers());
                return new ServerCall.Listener<>() {};
            }
            return next.startCall(call, headers);
        }
    }

    private final class Auth extends OperatorAuthServiceGrpc.OperatorAuthServiceImplBase {
        private final Operator operator = Operator.newBuilder()
                .setName("root")
                .setRole(OperatorRole.OPERATOR_ROLE_ADMIN)
                .build();

        @Override
        public void login(LoginRequest request, StreamObserver<LoginResponse> replies) {
            answer(request, replies, () -> {
                if (!request.getPassword().equals(PASSWORD)) {
                    throw new ChatException(ErrorReason.ERROR_REASON_CREDENTIALS_INVALID, "name or password is wrong");
                }
                return LoginResponse.newBuilder()
                        .setToken(TOKEN)
                        .setExpiresAtMillis(TOKEN_END_MILLIS)
                        .setOperator(operator.toBuilder().setName(request.getName()))
                        .build();
            });
        }

        @Override
        public void logout(LogoutRequest request, StreamObserver<LogoutResponse> replies) {
            answer(request, replies, LogoutResponse::getDefaultInstance);
        }

        @Override
        public void getSelf(GetSelfRequest request, StreamObserver<GetSelfResponse> replies) {
            answer(request, replies, () -> GetSelfResponse.newBuilder()
                    .setOperator(operator)
                    .build());
        }
    }

    private final class Cluster extends ClusterServiceGrpc.ClusterServiceImplBase {
        @Override
        public void listNodes(ListNodesRequest request, StreamObserver<ListNodesResponse> replies) {
            answer(request, replies, () -> nodes);
        }
    }

    private final class Users extends UserAdminServiceGrpc.UserAdminServiceImplBase {
        @Override
        public void getUser(GetUserRequest request, StreamObserver<GetUserResponse> replies) {
            answer(request, replies, () -> {
                GetUserResponse found = user;
                if (found == null) {
                    throw new ChatException(ErrorReason.ERROR_REASON_USER_NOT_FOUND, "there is no such account");
                }
                return found;
            });
        }

        @Override
        public void listUserChannels(
                ListUserChannelsRequest request, StreamObserver<ListUserChannelsResponse> replies) {
            answer(request, replies, () -> {
                int from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
                int to = Math.min(channels.size(), from + 1);
                return ListUserChannelsResponse.newBuilder()
                        .addAllChannels(channels.subList(from, to))
                        .setNextPageToken(to < channels.size() ? Integer.toString(to) : "")
                        .build();
            });
        }
    }

    private final class History extends HistoryAdminServiceGrpc.HistoryAdminServiceImplBase {
        @Override
        public void getChannel(GetChannelRequest request, StreamObserver<GetChannelResponse> replies) {
            answer(request, replies, () -> {
                if (!request.getImportName().equals("talk")) {
                    throw new ChatException(
                            ErrorReason.ERROR_REASON_CHANNEL_NOT_FOUND, "no import named " + request.getImportName());
                }
                return GetChannelResponse.newBuilder()
                        .setChannel(Channel.newBuilder().setChannelId(77))
                        .build();
            });
        }

        @Override
        public void listMessages(ListMessagesRequest request, StreamObserver<ListMessagesResponse> replies) {
            answer(request, replies, () -> {
                List<Message> ordered = new ArrayList<>(messages);
                if (request.getDirection() != Direction.DIRECTION_NEWER) {
                    java.util.Collections.reverse(ordered);
                }
                int from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
                int to = Math.min(ordered.size(), from + request.getPageSize());
                return ListMessagesResponse.newBuilder()
                        .addAllMessages(ordered.subList(from, to))
                        .addAllProfiles(profiles)
                        .setNextPageToken(to < ordered.size() ? Integer.toString(to) : "")
                        .build();
            });
        }
    }

    private final class Audit extends AuditServiceGrpc.AuditServiceImplBase {
        @Override
        public void listAuditEntries(
                ListAuditEntriesRequest request, StreamObserver<ListAuditEntriesResponse> replies) {
            answer(request, replies, () -> ListAuditEntriesResponse.newBuilder()
                    .addAllEntries(audit)
                    .build());
        }
    }
}
