package chat.core.forward;

import chat.runtime.grpc.MetadataKeys;
import chat.runtime.grpc.RequestContext;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.jspecify.annotations.Nullable;

/** Keeps, in the call's context, what has to travel with a request that is forwarded. Runs after the interceptors that check the cluster secret. */
public final class CallerMetadata implements ServerInterceptor {
    private static final Context.Key<String> AUTHORIZATION = Context.key("forward-authorization");
    private static final Context.Key<Boolean> FORWARDED = Context.keyWithDefault("forwarded", false);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Context context = Context.current();
        @Nullable String authorization = headers.get(MetadataKeys.AUTHORIZATION);
        if (authorization != null) {
            context = context.withValue(AUTHORIZATION, authorization);
        }
        // only another core of this cluster may say so
        if (RequestContext.fromCluster() && headers.get(MetadataKeys.FORWARDED) != null) {
            context = context.withValue(FORWARDED, true);
        }
        return Contexts.interceptCall(context, call, headers, next);
    }

    /** Whether the call at hand was forwarded to this node. */
    static boolean forwarded() {
        return FORWARDED.get();
    }

    /** What the next node gets besides the cluster secret and the request id, which the channel adds. */
    static Metadata onward(String nodeId) {
        Metadata headers = new Metadata();
        String authorization = AUTHORIZATION.get();
        if (authorization != null) {
            headers.put(MetadataKeys.AUTHORIZATION, authorization);
        }
        headers.put(MetadataKeys.CLIENT_ADDRESS, RequestContext.clientAddress());
        headers.put(MetadataKeys.FORWARDED, nodeId);
        return headers;
    }
}
