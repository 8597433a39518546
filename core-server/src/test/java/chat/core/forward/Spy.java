package chat.core.forward;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Map;

/** Keeps the metadata of the last call. */
final class Spy implements ServerInterceptor {
    private final Map<String, String> reached;

    Spy(Map<String, String> reached) {
        this.reached = reached;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        for (String name : headers.keys()) {
            String value = headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
            if (value != null) {
                reached.put(name, value);
            }
        }
        return next.startCall(call, headers);
    }
}
