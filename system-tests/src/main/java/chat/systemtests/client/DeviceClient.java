package chat.systemtests.client;

import chat.client.v1.ClientFrame;
import chat.client.v1.Confirm;
import chat.client.v1.Event;
import chat.client.v1.Hello;
import chat.client.v1.Send;
import chat.client.v1.ServerFrame;
import chat.client.v1.Welcome;
import chat.runtime.error.Errors;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection of one device. Hands every event to its listener, on the event loop, in the order of the wire; confirms each 50th position. A frame that is
 * not understood, a gap or a step back in positions, or a close that was not asked for ends it with {@link #failure}.
 */
public final class DeviceClient implements AutoCloseable {
    private static final int MAX_FRAME_BYTES = 1 << 20;
    private static final int CONFIRM_EVERY = 50;

    private final Subprotocol subprotocol;
    private final Consumer<Event> listener;
    private final AtomicLong requests = new AtomicLong();
    private final Map<String, CompletableFuture<ServerFrame>> waiting = new ConcurrentHashMap<>();
    private final CompletableFuture<Welcome> welcome = new CompletableFuture<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private volatile @Nullable Channel channel;
    private volatile boolean closing;
    /** Event loop only. */
    private long position;

    private DeviceClient(Subprotocol subprotocol, Consumer<Event> listener) {
        this.subprotocol = subprotocol;
        this.listener = listener;
    }

    /**
     * Connects and says hello.
     *
     * @param cursor the last position that the device has, or null for the server's record of it
     */
    public static CompletableFuture<DeviceClient> connect(
            EventLoopGroup loops,
            URI url,
            Subprotocol subprotocol,
            String accessToken,
            @Nullable Long cursor,
            Consumer<Event> listener) {
        DeviceClient client = new DeviceClient(subprotocol, listener);
        Hello.Builder hello = Hello.newBuilder().setAccessToken(accessToken);
        if (cursor != null) {
            hello.setCursor(cursor);
        }
        WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(url)
                .subprotocol(subprotocol.wireName())
                .version(WebSocketVersion.V13)
                .customHeaders(new DefaultHttpHeaders())
                .maxFramePayloadLength(MAX_FRAME_BYTES)
                .generateOriginHeader(false)
                .handleCloseFrames(false)
                .build();
        new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel socket) {
                        socket.pipeline()
                                .addLast(
                                        new HttpClientCodec(),
                                        new HttpObjectAggregator(1 << 16),
                                        new WebSocketClientProtocolHandler(config),
                                        client.new Handler(hello.build()));
                    }
                })
                .connect(url.getHost(), url.getPort())
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        client.welcome.completeExceptionally(done.cause());
                    }
                });
        return client.welcome.thenApply(ignored -> client);
    }

    public Welcome welcome() {
        return welcome.join();
    }

    /** Sends a text; completes with the answering frame, {@code ack} or {@code error}. */
    public CompletableFuture<ServerFrame> send(long channelId, String clientMessageId, String text) {
        return request(ClientFrame.newBuilder()
                .setSend(Send.newBuilder()
                        .setChannelId(channelId)
                        .setClientMessageId(clientMessageId)
                        .setText(text)));
    }

    /** Sends a frame under a request id of its own; completes with the answer. */
    public CompletableFuture<ServerFrame> request(ClientFrame.Builder frame) {
        String id = Long.toString(requests.incrementAndGet());
        CompletableFuture<ServerFrame> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        write(frame.setRequestId(id).build());
        if (closed.isDone()) {
            answer.completeExceptionally(new IOException("connection closed: " + closed.join()));
        }
        return answer;
    }

    /** Completes when the connection has ended, with the reason. */
    public CompletableFuture<String> closed() {
        return closed;
    }

    /** Why the connection ended although nobody asked, or null. */
    public @Nullable String failure() {
        return closed.isDone() && !closing ? closed.join() : null;
    }

    @Override
    public void close() {
        closing = true;
        Channel open = channel;
        if (open != null) {
            open.close().awaitUninterruptibly(5_000);
        }
    }

    private void write(ClientFrame frame) {
        Channel open = channel;
        if (open != null) {
            open.writeAndFlush(subprotocol.encode(frame)).addListener(done -> {
                if (!done.isSuccess()) {
                    end(String.valueOf(done.cause()));
                }
            });
        }
    }

    private void end(String reason) {
        if (closed.complete(reason)) {
            IOException failure = new IOException("connection closed: " + reason);
            welcome.completeExceptionally(failure);
            waiting.values().forEach(answer -> answer.completeExceptionally(failure));
        }
    }

    private void event(Event event) {
        if (event.getPosition() != position + 1) {
            end("position " + event.getPosition() + " after " + position);
            return;
        }
        position = event.getPosition();
        listener.accept(event);
        if (position % CONFIRM_EVERY == 0) {
            write(ClientFrame.newBuilder()
                    .setConfirm(Confirm.newBuilder().setPosition(position))
                    .build());
        }
    }

    private final class Handler extends SimpleChannelInboundHandler<WebSocketFrame> {
        private final Hello hello;

        Handler(Hello hello) {
            this.hello = hello;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                channel = context.channel();
                write(ClientFrame.newBuilder()
                        .setRequestId("hello")
                        .setHello(hello)
                        .build());
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) throws IOException {
            if (frame instanceof CloseWebSocketFrame close) {
                end("close " + close.statusCode() + " " + close.reasonText());
                return;
            }
            ServerFrame decoded = subprotocol.decode(frame);
            switch (decoded.getFrameCase()) {
                case WELCOME -> {
                    position = decoded.getWelcome().getCursor();
                    welcome.complete(decoded.getWelcome());
                }
                case EVENT -> event(decoded.getEvent());
                case RESET -> position = decoded.getReset().getCursor();
                case RECONNECT -> {}
                default -> answer(decoded);
            }
        }

        private void answer(ServerFrame frame) {
            CompletableFuture<ServerFrame> answer = waiting.remove(frame.getRequestId());
            if (answer != null) {
                answer.complete(frame);
            } else if (frame.hasError()) {
                end(Errors.fromError(frame.getError()).toString());
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end("end of stream");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            end(cause.toString());
            context.close().addListener(done -> end("closed"));
        }
    }
}
