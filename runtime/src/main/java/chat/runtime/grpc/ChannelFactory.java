package chat.runtime.grpc;

import chat.runtime.tls.TlsConfig;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Opens channels to cores: TLS, keepalive that finds a dead peer within 20 s, a deadline on every unary call that has none, the
 * cluster's secret, and the request id of the call at hand passed on.
 *
 * @param clusterSecret empty for a caller that is not part of the cluster, as {@code chatctl}
 * @param deadline of unary calls that set none
 */
public record ChannelFactory(TlsConfig tls, Optional<String> clusterSecret, Duration deadline, int maxMessageBytes) {

    /** Connects when first used. The caller shuts it down. */
    public ManagedChannel open(String hostAndPort) throws IOException {
        return NettyChannelBuilder.forTarget("dns:///" + hostAndPort, tls.channelCredentials())
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(10, TimeUnit.SECONDS)
                .maxInboundMessageSize(maxMessageBytes)
                .intercept(new CallerInterceptor(clusterSecret, deadline))
                .build();
    }
}
