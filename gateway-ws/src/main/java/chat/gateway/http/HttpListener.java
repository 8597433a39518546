package chat.gateway.http;

import chat.gateway.metrics.GatewayMetrics;
import chat.gateway.socket.WebSocketUpgrade;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's one port.
 *
 * <pre>
 *   [tls] - connection limit - flush - HTTP codec - [extensions] - body - HTTP handler        before the upgrade
 *   [tls] - connection limit - flush - WebSocket codec - [deflate] - fragments - session      after it
 * </pre>
 */
public final class HttpListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
    private static final int BACKLOG = 4_096;
    private static final int MAX_LINE_BYTES = 4 << 10;
    private static final int MAX_HEADER_BYTES = 16 << 10;
    /** Beyond the high mark nothing more is written to a client until it has read down to the low one. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 << 10, 256 << 10);

    private static final int FLUSH_AFTER = 64;
    private static final long STOP_SECONDS = 5;

    private final HttpConfig config;
    private final Optional<SslContext> tls;
    private final HttpApi api;
    private final WebSocketUpgrade upgrade;
    private final GatewayMetrics metrics;
    private final AtomicInteger connections = new AtomicInteger();
    private final EventLoopGroup loops;
    private final Channel listener;

    private HttpListener(
            HttpConfig config,
            Optional<SslContext> tls,
            HttpApi api,
            WebSocketUpgrade upgrade,
            GatewayMetrics metrics,
            InetSocketAddress address)
            throws IOException {
        this.config = config;
        this.tls = tls;
        this.api = api;
        this.upgrade = upgrade;
        this.metrics = metrics;
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.loops = new MultiThreadIoEventLoopGroup(0, new DefaultThreadFactory("sockets", true), io);
        Class<? extends ServerChannel> type = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        try {
            this.listener = new ServerBootstrap()
                    .group(loops)
                    .channel(type)
                    .option(ChannelOption.SO_BACKLOG, BACKLOG)
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childOption(ChannelOption.SO_KEEPALIVE, true)
                    .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                    .childHandler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel socket) {
                            initialize(socket);
                        }
                    })
                    .bind(address)
                    .syncUninterruptibly()
                    .channel();
        } catch (RuntimeException taken) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
            throw new IOException("cannot listen on " + address + " for clients: " + taken.getMessage(), taken);
        }
        LOG.info(
                "clients on {} by {}{}",
                listener.localAddress(),
                epoll ? "epoll" : "nio",
                tls.isPresent() ? " and TLS" : "");
    }

    /** Listens from now on; port 0 takes a free one. */
    public static HttpListener start(
            HttpConfig config,
            Optional<SslContext> tls,
            HttpApi api,
            WebSocketUpgrade upgrade,
            GatewayMetrics metrics,
            InetSocketAddress address)
            throws IOException {
        return new HttpListener(config, tls, api, upgrade, metrics, address);
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Takes no more connections, and cuts off those that are left. */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
        loops.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
    }

    private void initialize(SocketChannel socket) {
        if (connections.incrementAndGet() > config.maxConnections()) {
            connections.decrementAndGet();
            metrics.connectionRefused();
            var unused = socket.close();
            return;
        }
        metrics.connectionOpened();
        socket.closeFuture().addListener(closed -> {
            connections.decrementAndGet();
            metrics.connectionClosed();
        });
        tls.ifPresent(context -> {
            SslHandler handler = context.newHandler(socket.alloc());
            handler.setHandshakeTimeoutMillis(config.requestTimeout().toMillis());
            socket.pipeline().addLast("tls", handler);
        });
        socket.pipeline()
                .addLast("flush", new FlushConsolidationHandler(FLUSH_AFTER, true))
                .addLast(
                        "http",
                        new HttpServerCodec(new HttpDecoderConfig()
                                .setMaxInitialLineLength(MAX_LINE_BYTES)
                                .setMaxHeaderSize(MAX_HEADER_BYTES)));
        upgrade.extensions().ifPresent(handler -> socket.pipeline().addLast("extensions", handler));
        socket.pipeline()
                .addLast("body", new BodyLimit(config.maxBodyBytes()))
                .addLast("api", new HttpHandler(api, config.requestTimeout()));
    }
}
