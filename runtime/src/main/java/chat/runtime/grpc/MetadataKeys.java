package chat.runtime.grpc;

import static io.grpc.Metadata.ASCII_STRING_MARSHALLER;

import io.grpc.Metadata;

/** Names of what travels beside a request. */
public final class MetadataKeys {
    /** {@code Bearer TOKEN} of a user or an operator. */
    public static final Metadata.Key<String> AUTHORIZATION = Metadata.Key.of("authorization", ASCII_STRING_MARSHALLER);

    /** The cluster's secret: the caller is one of our own processes. */
    public static final Metadata.Key<String> CLUSTER_SECRET =
            Metadata.Key.of("x-chat-cluster-secret", ASCII_STRING_MARSHALLER);

    /** Node id of the core that forwarded the call; a forwarded call is not forwarded again. */
    public static final Metadata.Key<String> FORWARDED = Metadata.Key.of("x-chat-forwarded", ASCII_STRING_MARSHALLER);

    /** Ties the log entries of one request together over processes: 1 to 64 of {@code A-Z a-z 0-9 . _ -}. */
    public static final Metadata.Key<String> REQUEST_ID = Metadata.Key.of("x-request-id", ASCII_STRING_MARSHALLER);

    /** Address of the person's end, as gateway or console saw it; counts only together with the cluster's secret. */
    public static final Metadata.Key<String> CLIENT_ADDRESS =
            Metadata.Key.of("x-chat-client-address", ASCII_STRING_MARSHALLER);

    private MetadataKeys() {}
}
