package chat.runtime.grpc;

import io.grpc.Context;

/** What a server knows of the call at hand; set by the interceptors of {@link GrpcServers}. Code that goes on elsewhere reads it first. */
public final class RequestContext {
    static final Context.Key<String> REQUEST_ID = Context.key("request-id");
    static final Context.Key<String> METHOD = Context.key("method");
    static final Context.Key<Boolean> FROM_CLUSTER = Context.keyWithDefault("from-cluster", false);
    static final Context.Key<String> CLIENT_ADDRESS = Context.key("client-address");

    private RequestContext() {}

    /** The request's id; {@code none} outside of a request. */
    public static String requestId() {
        String id = REQUEST_ID.get();
        return id == null ? "none" : id;
    }

    /** Full name of the method called; {@code none} outside of a request. */
    public static String method() {
        String name = METHOD.get();
        return name == null ? "none" : name;
    }

    /** Whether the caller proved to be one of our own processes. */
    public static boolean fromCluster() {
        return FROM_CLUSTER.get();
    }

    /** Address of the person's end, without a port; {@code unknown} where there is none, as in process. */
    public static String clientAddress() {
        String address = CLIENT_ADDRESS.get();
        return address == null ? "unknown" : address;
    }
}
