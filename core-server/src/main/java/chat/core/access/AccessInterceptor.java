package chat.core.access;

import chat.core.account.Identity;
import chat.core.account.TokenVerifier;
import chat.core.audit.Audit;
import chat.core.audit.OperatorCaller;
import chat.core.operator.OperatorAuthGrpcService;
import chat.core.operator.OperatorVerifier;
import chat.error.v1.ErrorReason;
import chat.operator.v1.OperatorRole;
import chat.runtime.error.ChatException;
import chat.runtime.grpc.Failures;
import chat.runtime.grpc.MetadataKeys;
import chat.runtime.grpc.RequestContext;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Holds every call to {@link RpcAccess}: checks the token that the method asks for, without blocking, and puts the caller into the call's context
 * ({@link Identity#current}, {@link OperatorCaller#current}). The cluster's secret was checked before ({@link RequestContext#fromCluster}).
 */
public final class AccessInterceptor implements ServerInterceptor {
    private static final String BEARER = "bearer ";

    private final TokenVerifier users;
    private final OperatorVerifier operators;
    private final Audit audit;

    public AccessInterceptor(TokenVerifier users, OperatorVerifier operators, Audit audit) {
        this.users = users;
        this.operators = operators;
        this.audit = audit;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Access access = RpcAccess.of(call.getMethodDescriptor());
        String method = call.getMethodDescriptor().getFullMethodName();
        Context context = Context.current();
        if (access == null) {
            throw new ChatException(ErrorReason.ERROR_REASON_UNKNOWN_METHOD, method + " is not open to anyone");
        }
        return switch (access.kind()) {
            case ANYONE -> next.startCall(call, headers);
            case INTERNAL -> {
                if (!RequestContext.fromCluster()) {
                    throw new ChatException(
                            ErrorReason.ERROR_REASON_CLUSTER_SECRET_INVALID,
                            method + " is for processes of the cluster only");
                }
                yield next.startCall(call, headers);
            }
            case USER ->
                startLater(
                        users.verify(bearer(headers)).thenApply(identity -> context.withValue(Identity.KEY, identity)),
                        call,
                        headers,
                        next);
            case OPERATOR -> {
                String address = RequestContext.clientAddress();
                yield startLater(
                        operators.verify(bearer(headers)).thenCompose(verified -> {
                            OperatorCaller caller = new OperatorCaller(verified.name(), verified.role(), address);
                            return requireRole(caller, access.role(), method)
                                    .thenApply(allowed -> context.withValue(OperatorCaller.KEY, caller)
                                            .withValue(OperatorAuthGrpcService.TOKEN, verified));
                        }),
                        call,
                        headers,
                        next);
            }
        };
    }

    /** A refusal is in the audit log before it is answered. */
    private CompletionStage<Void> requireRole(OperatorCaller caller, OperatorRole least, String method) {
        if (caller.role() != OperatorRole.UNRECOGNIZED && caller.role().getNumber() >= least.getNumber()) {
            return CompletableFuture.completedFuture(null);
        }
        return audit.record(caller, "operator.refused", "method/" + method, "").thenAccept(recorded -> {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_OPERATOR_ROLE_INSUFFICIENT,
                    method + " needs the role " + shown(least) + "; " + caller.name() + " is " + shown(caller.role()));
        });
    }

    private static String shown(OperatorRole role) {
        return role.name().replace("OPERATOR_ROLE_", "");
    }

    private static <Q, A> ServerCall.Listener<Q> startLater(
            CompletionStage<Context> admitted, ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        LateListener<Q> listener = new LateListener<>();
        String requestId = RequestContext.requestId();
        var unused = admitted.whenComplete((context, refused) -> {
            if (refused != null) {
                refuse(call, refused, requestId);
                return;
            }
            try {
                listener.start(Contexts.interceptCall(context, call, headers, next));
            } catch (RuntimeException thrown) {
                refuse(call, thrown, requestId);
            }
        });
        return listener;
    }

    private static void refuse(ServerCall<?, ?> call, Throwable why, String requestId) {
        StatusRuntimeException status =
                Failures.status(why, call.getMethodDescriptor().getFullMethodName(), requestId);
        call.close(status.getStatus(), status.getTrailers() == null ? new Metadata() : status.getTrailers());
    }

    private static String bearer(Metadata headers) {
        String value = headers.get(MetadataKeys.AUTHORIZATION);
        if (value == null) {
            return ""; // TOKEN_MISSING
        }
        return value.toLowerCase(Locale.ROOT).startsWith(BEARER)
                ? value.substring(BEARER.length()).strip()
                : value;
    }
}
