package chat.core.operator;

import chat.core.audit.OperatorCaller;
import chat.core.password.AuthMetrics;
import chat.error.v1.ErrorReason;
import chat.operator.v1.GetSelfRequest;
import chat.operator.v1.GetSelfResponse;
import chat.operator.v1.LoginRequest;
import chat.operator.v1.LoginResponse;
import chat.operator.v1.LogoutRequest;
import chat.operator.v1.LogoutResponse;
import chat.operator.v1.Operator;
import chat.operator.v1.OperatorAuthServiceGrpc;
import chat.runtime.error.ChatException;
import chat.runtime.grpc.RequestContext;
import chat.runtime.grpc.UnaryReply;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/** {@code chat.operator.v1.OperatorAuthService}. */
public final class OperatorAuthGrpcService extends OperatorAuthServiceGrpc.OperatorAuthServiceImplBase {
    /** The token of the current call, set by the interceptor for methods of operators. */
    public static final Context.Key<OperatorVerifier.Verified> TOKEN = Context.key("operator-token");

    private final Operators operators;

    OperatorAuthGrpcService(Operators operators) {
        this.operators = operators;
    }

    @Override
    public void login(LoginRequest request, StreamObserver<LoginResponse> replies) {
        UnaryReply.send(
                replies,
                () -> AuthMetrics.counted(
                        "operator-login",
                        () -> operators.login(
                                request.getName(), request.getPassword(), RequestContext.clientAddress())));
    }

    @Override
    public void logout(LogoutRequest request, StreamObserver<LogoutResponse> replies) {
        UnaryReply.send(replies, () -> {
            OperatorVerifier.Verified token = TOKEN.get();
            if (token == null) {
                throw new ChatException(ErrorReason.ERROR_REASON_TOKEN_MISSING, "the call carries no operator's token");
            }
            return operators
                    .logout(OperatorCaller.current(), token)
                    .thenApply(done -> LogoutResponse.getDefaultInstance());
        });
    }

    @Override
    public void getSelf(GetSelfRequest request, StreamObserver<GetSelfResponse> replies) {
        UnaryReply.send(replies, () -> {
            OperatorCaller caller = OperatorCaller.current();
            return CompletableFuture.completedFuture(GetSelfResponse.newBuilder()
                    .setOperator(Operator.newBuilder().setName(caller.name()).setRole(caller.role()))
                    .build());
        });
    }
}
