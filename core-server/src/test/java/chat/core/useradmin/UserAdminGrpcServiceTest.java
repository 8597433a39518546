package chat.core.useradmin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.account.v1.AccountServiceGrpc;
import chat.account.v1.LoginRequest;
import chat.account.v1.SignUpRequest;
import chat.account.v1.Tokens;
import chat.channel.v1.Channel;
import chat.core.account.Accounts;
import chat.core.account.LocalForwarder;
import chat.core.account.TestNode;
import chat.core.audit.TestAudit;
import chat.core.channel.UserChannels;
import chat.core.operator.TestOperators;
import chat.core.session.SessionDirectory;
import chat.core.session.UserSessions;
import chat.core.session.UserSessions.DeviceSession;
import chat.error.v1.ErrorReason;
import chat.operator.v1.GetUserRequest;
import chat.operator.v1.GetUserResponse;
import chat.operator.v1.ListUserChannelsRequest;
import chat.operator.v1.ListUserChannelsResponse;
import chat.operator.v1.OperatorAuthServiceGrpc;
import chat.operator.v1.UserAdminServiceGrpc;
import chat.operator.v1.UserAdminServiceGrpc.UserAdminServiceBlockingStub;
import chat.presence.v1.Presence;
import chat.presence.v1.PresenceState;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class UserAdminGrpcServiceTest {
    private static final Instant SINCE = Instant.parse("2026-11-24T09:00:00Z");

    private final List<Channel> channels = LongStream.rangeClosed(1, 5)
            .mapToObj(id -> Channel.newBuilder().setChannelId(id).build())
            .toList();
    private final TestNode.Database database = new TestNode.Database();
    private final List<UserAdminGrpcService> service = new ArrayList<>();
    private final TestNode node = new TestNode(database, new Late());
    private Tokens ann = Tokens.getDefaultInstance();

    /** The service under test needs the node's accounts: bound by its descriptor first. */
    private final class Late implements BindableService {
        @Override
        public ServerServiceDefinition bindService() {
            return new UserAdminServiceGrpc.UserAdminServiceImplBase() {
                @Override
                public void getUser(GetUserRequest request, io.grpc.stub.StreamObserver<GetUserResponse> replies) {
                    service.get(0).getUser(request, replies);
                }

                @Override
                public void listUserChannels(
                        ListUserChannelsRequest request,
                        io.grpc.stub.StreamObserver<ListUserChannelsResponse> replies) {
                    service.get(0).listUserChannels(request, replies);
                }
            }.bindService();
        }
    }

    UserAdminGrpcServiceTest() {
        Accounts accounts = node.accounts.accounts();
        UserChannels list = (user, after, limit) -> CompletableFuture.completedFuture(channels.stream()
                .filter(channel -> channel.getChannelId() > after)
                .limit(limit)
                .toList());
        SessionDirectory sessions = user -> CompletableFuture.completedFuture(new UserSessions(
                Presence.newBuilder()
                        .setUserId(user)
                        .setState(PresenceState.PRESENCE_STATE_ONLINE)
                        .build(),
                17,
                Map.of(ann.getDeviceId(), new DeviceSession(16, "gateway-1", SINCE))));
        service.add(new UserAdminGrpcService(
                accounts, list, sessions, node.slots, new LocalForwarder(), database.audit.audit(), node.pageTokens));
        var stub = AccountServiceGrpc.newBlockingStub(node.channel());
        var unused = stub.signUp(SignUpRequest.newBuilder()
                .setUsername("ann")
                .setPassword("correct horse")
                .build());
        LoginRequest login = LoginRequest.newBuilder()
                .setUsername("ann")
                .setPassword("correct horse")
                .build();
        ann = stub.login(login).getTokens();
        var second = stub.login(login);
        assertThat(second.getTokens().getDeviceId()).isNotEqualTo(ann.getDeviceId());
    }

    @AfterEach
    void close() {
        node.close();
    }

    private UserAdminServiceBlockingStub as(String operator) {
        String token = OperatorAuthServiceGrpc.newBlockingStub(node.channel())
                .login(chat.operator.v1.LoginRequest.newBuilder()
                        .setName(operator)
                        .setPassword(TestOperators.PASSWORD)
                        .build())
                .getToken();
        return UserAdminServiceGrpc.newBlockingStub(node.channel(token));
    }

    @Test
    void getUser_byIdOrName_showsEverything_andIsAudited() {
        GetUserResponse response = as("moderator")
                .getUser(GetUserRequest.newBuilder().setUserId(ann.getUserId()).build());
        assertThat(response.getProfile().getUsername()).isEqualTo("ann");
        assertThat(response.getPresence().getState()).isEqualTo(PresenceState.PRESENCE_STATE_ONLINE);
        assertThat(response.getLastPosition()).isEqualTo(17);
        assertThat(response.getOwner()).isEqualTo("core-1");
        assertThat(response.getDevicesList()).hasSize(2);
        assertThat(response.getDevices(0).getGatewayId()).isEqualTo("gateway-1");
        assertThat(response.getDevices(0).getCursor()).isEqualTo(16);
        assertThat(response.getDevices(0).getAttachedAtMillis()).isEqualTo(SINCE.toEpochMilli());
        assertThat(response.getDevices(1).getGatewayId()).isEmpty();
        assertThat(as("admin")
                        .getUser(GetUserRequest.newBuilder().setUsername("ANN").build()))
                .isEqualTo(response);
        assertThat(TestAudit.lines(database.audit))
                .contains("moderator user.get user/" + ann.getUserId(), "admin user.get user/" + ann.getUserId());
    }

    @Test
    void getUser_auditFails_showsNothing() {
        UserAdminServiceBlockingStub stub = as("moderator");
        TestAudit.fail(database.audit, new ChatException(ErrorReason.ERROR_REASON_STORE_UNAVAILABLE, "down"));
        assertRefused(
                ErrorReason.ERROR_REASON_STORE_UNAVAILABLE,
                () -> stub.getUser(
                        GetUserRequest.newBuilder().setUserId(ann.getUserId()).build()));
        assertRefused(
                ErrorReason.ERROR_REASON_STORE_UNAVAILABLE,
                () -> stub.listUserChannels(ListUserChannelsRequest.newBuilder()
                        .setUserId(ann.getUserId())
                        .build()));
    }

    @Test
    void getUser_badInput_isRefused() {
        assertRefused(ErrorReason.ERROR_REASON_USER_NOT_FOUND, () -> as("moderator")
                .getUser(GetUserRequest.newBuilder().setUserId(1).build()));
        assertRefused(ErrorReason.ERROR_REASON_FIELD_MISSING, () -> as("moderator")
                .getUser(GetUserRequest.getDefaultInstance()));
        assertRefused(ErrorReason.ERROR_REASON_OPERATOR_ROLE_INSUFFICIENT, () -> as("viewer")
                .getUser(GetUserRequest.newBuilder().setUserId(1).build()));
        assertRefused(ErrorReason.ERROR_REASON_TOKEN_INVALID, () -> UserAdminServiceGrpc.newBlockingStub(
                        node.channel(ann.getAccessToken()))
                .getUser(GetUserRequest.newBuilder().setUserId(1).build()));
    }

    @Test
    void listUserChannels_inPages_givesEachOnce() {
        UserAdminServiceBlockingStub stub = as("moderator");
        List<Channel> read = new ArrayList<>();
        String page = "";
        int pages = 0;
        do {
            ListUserChannelsResponse response = stub.listUserChannels(ListUserChannelsRequest.newBuilder()
                    .setUserId(ann.getUserId())
                    .setPageSize(2)
                    .setPageToken(page)
                    .build());
            read.addAll(response.getChannelsList());
            page = response.getNextPageToken();
            pages++;
        } while (!page.isEmpty());
        assertThat(read).isEqualTo(channels);
        assertThat(pages).isEqualTo(3);
    }

    private static void assertRefused(ErrorReason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .satisfies(thrown ->
                        assertThat(Errors.toChatException(thrown).reason()).isEqualTo(reason));
    }
}
