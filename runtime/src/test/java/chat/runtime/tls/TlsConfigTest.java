package chat.runtime.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.discovery.v1.DiscoveryServiceGrpc;
import chat.discovery.v1.ListGatewaysRequest;
import chat.discovery.v1.ListGatewaysResponse;
import chat.runtime.config.ConfigProblem;
import chat.runtime.config.ProgramConfig;
import chat.runtime.grpc.ChannelFactory;
import chat.runtime.grpc.GrpcServers;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mutual TLS over real sockets. */
final class TlsConfigTest {
    @TempDir
    private Path folder;

    private TestAuthority ours;
    private TestAuthority theirs;
    private TlsConfig serverTls;

    @BeforeEach
    void authorities() throws Exception {
        ours = new TestAuthority("ours", folder);
        theirs = new TestAuthority("theirs", folder);
        serverTls = ours.issue("server", ours, TlsConfig.ClientAuth.REQUIRED);
    }

    @Test
    void grpc_clientCertificates_onlyOursGetsIn() throws Exception {
        TlsConfig member = ours.issue("member", ours, TlsConfig.ClientAuth.NONE);
        TlsConfig stranger = theirs.issue("stranger", ours, TlsConfig.ClientAuth.NONE);
        TlsConfig nameless = new TlsConfig(
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.of(ours.certificateFile()),
                TlsConfig.ClientAuth.NONE);
        TlsConfig distrustful = ours.issue("distrustful", theirs, TlsConfig.ClientAuth.NONE);
        Server server = server(serverTls);
        try {
            assertThat(call(server, member)).isEqualTo(Status.Code.OK);
            assertThat(call(server, stranger)).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(call(server, nameless)).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(call(server, distrustful)).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(call(server, TlsConfig.DISABLED)).isEqualTo(Status.Code.UNAVAILABLE);
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void listenerContext_mutual_handshakesWithOursOnly() throws Exception {
        SslContext context = serverTls.listenerContext().orElseThrow();
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            ChannelFuture bound = new ServerBootstrap()
                    .group(loop)
                    .channel(NioServerSocketChannel.class)
                    .childHandler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            channel.pipeline().addLast(context.newHandler(channel.alloc()), new Echo());
                        }
                    })
                    .bind(InetAddress.getLoopbackAddress(), 0)
                    .sync();
            int port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
            assertThat(echo(port, ours.issue("member", ours, TlsConfig.ClientAuth.NONE)))
                    .isEqualTo(7);
            assertThatThrownBy(() -> echo(port, theirs.issue("stranger", ours, TlsConfig.ClientAuth.NONE)))
                    .isInstanceOfAny(SSLException.class, IOException.class);
        } finally {
            loop.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).sync();
        }
    }

    @Test
    void disabled_everything_isClearText() throws Exception {
        assertThat(TlsConfig.DISABLED.listenerContext()).isEmpty();
        Server server = server(TlsConfig.DISABLED);
        try {
            assertThat(call(server, TlsConfig.DISABLED)).isEqualTo(Status.Code.OK);
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void server_settingsThatDontFit_areRefusedByName() {
        assertThat(TlsConfig.server(config(), "tls")).isEqualTo(TlsConfig.DISABLED);
        assertThatThrownBy(() -> TlsConfig.server(config("tls.enabled=true"), "tls"))
                .isInstanceOf(ConfigProblem.class)
                .hasMessageContaining("core.tls.certificate-file");
        assertThatThrownBy(() -> TlsConfig.server(config("tls.certificate-file=/no/such.pem"), "tls"))
                .hasMessageContaining("a readable PEM file");
        assertThatThrownBy(() -> TlsConfig.server(config("tls.client-auth=required"), "tls"))
                .hasMessageContaining("core.tls.trust-file");
        assertThatThrownBy(() -> TlsConfig.server(config("tls.certificate-file=" + ours.certificateFile()), "tls"))
                .hasMessageContaining("go together");
    }

    private static ProgramConfig config(String... sets) {
        return ProgramConfig.withDefaults("core", sets);
    }

    private static Server server(TlsConfig tls) throws IOException {
        return GrpcServers.listening(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls, 1 << 20)
                .addService(new DiscoveryServiceGrpc.DiscoveryServiceImplBase() {
                    @Override
                    public void listGateways(
                            ListGatewaysRequest request, StreamObserver<ListGatewaysResponse> replies) {
                        replies.onNext(ListGatewaysResponse.getDefaultInstance());
                        replies.onCompleted();
                    }
                })
                .build()
                .start();
    }

    private static Status.Code call(Server server, TlsConfig tls) throws IOException {
        ManagedChannel channel = new ChannelFactory(tls, Optional.empty(), Duration.ofSeconds(20), 1 << 20)
                .open("127.0.0.1:" + server.getPort());
        try {
            var unused = DiscoveryServiceGrpc.newBlockingStub(channel)
                    .listGateways(ListGatewaysRequest.getDefaultInstance());
            return Status.Code.OK;
        } catch (StatusRuntimeException failed) {
            return failed.getStatus().getCode();
        } finally {
            channel.shutdownNow();
        }
    }

    /** One byte there and back. */
    private static int echo(int port, TlsConfig tls) throws Exception {
        SslContext context = SslContextBuilder.forClient()
                .sslProvider(io.netty.handler.ssl.SslProvider.JDK)
                .keyManager(
                        tls.certificate().orElseThrow().toFile(),
                        tls.privateKey().orElseThrow().toFile())
                .trustManager(tls.trust().orElseThrow().toFile())
                .build();
        SSLContext jdk = ((io.netty.handler.ssl.JdkSslContext) context).context();
        try (SSLSocket socket =
                (SSLSocket) jdk.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(7);
            return socket.getInputStream().read();
        }
    }
}
