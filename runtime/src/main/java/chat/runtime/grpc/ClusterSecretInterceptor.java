package chat.runtime.grpc;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells our own processes from others by the cluster's secret. What is internal is closed to others; a wrong secret is refused
 * everywhere, so that a wrong configuration shows at once. The client's address as a gateway saw it counts only with the secret.
 */
final class ClusterSecretInterceptor implements ServerInterceptor {
    private final byte[] secret;
    private final Set<String> internal;

    /**
     * @param secret not empty
     * @param internal full names of services, as in {@code chat.gateway.v1.GatewayService}, or of methods, as in {@code
     *     chat.discovery.v1.DiscoveryService/WatchRoutes}
     */
    ClusterSecretInterceptor(String secret, Set<String> internal) {
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("the cluster secret is empty");
        }
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        this.internal = Set.copyOf(internal);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String given = headers.get(MetadataKeys.CLUSTER_SECRET);
        boolean right = given != null && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), secret);
        if (given != null && !right) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_CLUSTER_SECRET_INVALID,
                    "the cluster secret is not this node's: both processes need the same one");
        }
        if (!right && isInternal(call.getMethodDescriptor())) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_CLUSTER_SECRET_INVALID,
                    call.getMethodDescriptor().getFullMethodName() + " is for processes of the cluster only");
        }
        String forwardedAddress = headers.get(MetadataKeys.CLIENT_ADDRESS);
        String address = right && forwardedAddress != null
                ? forwardedAddress
                : host(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
        Context context = Context.current()
                .withValue(RequestContext.FROM_CLUSTER, right)
                .withValue(RequestContext.CLIENT_ADDRESS, address);
        return Contexts.interceptCall(context, call, headers, next);
    }

    private boolean isInternal(MethodDescriptor<?, ?> method) {
        String service = method.getServiceName();
        return internal.contains(method.getFullMethodName()) || (service != null && internal.contains(service));
    }

    private static String host(@Nullable SocketAddress remote) {
        return remote instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : "unknown";
    }
}
