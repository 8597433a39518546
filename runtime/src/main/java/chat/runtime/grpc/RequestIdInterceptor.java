package chat.runtime.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Takes the caller's request id, or makes one where it is missing or odd. */
final class RequestIdInterceptor implements ServerInterceptor {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String given = headers.get(MetadataKeys.REQUEST_ID);
        String id = given != null && VALID.matcher(given).matches()
                ? given
                : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        Context context = Context.current()
                .withValue(RequestContext.REQUEST_ID, id)
                .withValue(RequestContext.METHOD, call.getMethodDescriptor().getFullMethodName());
        return Contexts.interceptCall(context, call, headers, next);
    }
}
