package chat.console.core;

import chat.console.config.ConsoleConfig;
import chat.console.config.CoreAddress;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Connects {@link Cores} as {@link ConsoleConfig} says. */
@Configuration(proxyBeanMethods = false)
class CoresConfiguration {
    /** A core whose machine is gone does not refuse a connection, it just never answers: then the next one's turn comes soon. */
    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;

    @Bean(destroyMethod = "close")
    Cores cores(ConsoleConfig config) throws IOException {
        Optional<String> secret = config.secret();
        ChannelCredentials credentials = config.tls().toTlsConfig().channelCredentials();
        List<CoreChannel> channels = config.coreAddresses().stream()
                .map(address ->
                        new CoreChannel(address, connect(address, credentials, config), secret, System::nanoTime))
                .toList();
        return new Cores(channels, config.callTimeout());
    }

    /** Keepalive finds a core that is gone without a word within 20 s; cores expect it. */
    private static ManagedChannel connect(CoreAddress address, ChannelCredentials credentials, ConsoleConfig config) {
        return NettyChannelBuilder.forTarget("dns:///" + address, credentials)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(10, TimeUnit.SECONDS)
                .maxInboundMessageSize(Math.toIntExact(config.maxResponseSize().toBytes()))
                .build();
    }
}
