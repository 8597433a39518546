package chat.console.fake;

import chat.error.v1.ErrorReason;
import chat.operator.v1.LoginRequest;
import chat.operator.v1.LoginResponse;
import chat.operator.v1.LogoutRequest;
import chat.operator.v1.LogoutResponse;
import chat.operator.v1.Operator;
import chat.operator.v1.OperatorAuthServiceGrpc;
import chat.operator.v1.OperatorRole;
import chat.runtime.error.ChatException;
import io.grpc.Metadata;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Knows three operators, one of each role; their password is {@value #PASSWORD}. */
public final class FakeOperators extends OperatorAuthServiceGrpc.OperatorAuthServiceImplBase {
    public static final String PASSWORD = "correct horse";

    private static final Map<String, OperatorRole> ROLES = Map.of(
            "vera", OperatorRole.OPERATOR_ROLE_VIEWER,
            "mo", OperatorRole.OPERATOR_ROLE_MODERATOR,
            "ada", OperatorRole.OPERATOR_ROLE_ADMIN);
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final FakeCore core;
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private volatile boolean expired;

    FakeOperators(FakeCore core) {
        this.core = core;
    }

    /** Every token that was given out is too old from now on; new ones are good. */
    public void expireTokens() {
        tokens.clear();
        expired = true;
    }

    public boolean knows(String token) {
        return tokens.contains(token);
    }

    void reset() {
        expired = false;
    }

    void authenticate(Metadata headers) {
        String token = String.valueOf(headers.get(AUTHORIZATION)).replace("Bearer ", "");
        if (!tokens.contains(token)) {
            throw new ChatException(
                    expired ? ErrorReason.ERROR_REASON_TOKEN_EXPIRED : ErrorReason.ERROR_REASON_TOKEN_INVALID,
                    "the operator's token is over");
        }
    }

    @Override
    public void login(LoginRequest request, StreamObserver<LoginResponse> replies) {
        core.answer("Login", request, replies, () -> {
            OperatorRole role = ROLES.get(request.getName());
            if (role == null || !request.getPassword().equals(PASSWORD)) {
                throw new ChatException(
                        ErrorReason.ERROR_REASON_CREDENTIALS_INVALID, "unknown operator or wrong password");
            }
            String token = "token-" + UUID.randomUUID();
            tokens.add(token);
            return LoginResponse.newBuilder()
                    .setToken(token)
                    .setExpiresAtMillis(System.currentTimeMillis() + 8 * 3_600_000L)
                    .setOperator(
                            Operator.newBuilder().setName(request.getName()).setRole(role))
                    .build();
        });
    }

    @Override
    public void logout(LogoutRequest request, StreamObserver<LogoutResponse> replies) {
        core.answer("Logout", request, replies, () -> {
            String token = String.valueOf(core.lastCall("Logout").header("authorization"))
                    .replace("Bearer ", "");
            tokens.remove(token);
            return LogoutResponse.getDefaultInstance();
        });
    }
}
