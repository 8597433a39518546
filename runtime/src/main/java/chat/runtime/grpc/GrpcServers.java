package chat.runtime.grpc;

import chat.runtime.tls.TlsConfig;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Servers with what all of them share. */
public final class GrpcServers {
    private static final int MAX_METADATA_BYTES = 16 * 1024;
    private static final int MAX_CALLS_A_CONNECTION = 10_000;

    private GrpcServers() {}

    /**
     * A Netty server: bounded in message and metadata size, deaf to peers that never finish their handshake, and tolerant of the
     * keepalive of {@link ChannelFactory}.
     */
    public static NettyServerBuilder listening(InetSocketAddress address, TlsConfig tls, int maxMessageBytes)
            throws IOException {
        return NettyServerBuilder.forAddress(address, tls.serverCredentials())
                .handshakeTimeout(10, TimeUnit.SECONDS)
                .keepAliveTime(30, TimeUnit.SECONDS)
                .keepAliveTimeout(10, TimeUnit.SECONDS)
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .maxConcurrentCallsPerConnection(MAX_CALLS_A_CONNECTION)
                .maxInboundMetadataSize(MAX_METADATA_BYTES)
                .maxInboundMessageSize(maxMessageBytes);
    }

    /**
     * Adds the shared interceptors, for any transport. Those that the caller adds afterwards would run before these: add them here.
     *
     * @param internal full names of services or methods that only our own processes may call
     * @param inner run after the shared ones, the first first
     */
    public static <B extends ServerBuilder<B>> B withShared(
            B builder, String clusterSecret, Set<String> internal, ServerInterceptor... inner) {
        // what is added last runs first
        for (int i = inner.length - 1; i >= 0; i--) {
            builder.intercept(inner[i]);
        }
        return builder.intercept(new ClusterSecretInterceptor(clusterSecret, internal))
                .intercept(new StatusInterceptor())
                .intercept(new RequestIdInterceptor())
                .fallbackHandlerRegistry(new UnknownMethods());
    }
}
