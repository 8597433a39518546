package chat.gateway.socket;

import chat.client.v1.ClientFrame;
import chat.client.v1.CloseCode;
import chat.client.v1.ServerFrame;
import chat.error.v1.ErrorReason;
import chat.gateway.frame.FrameCodec;
import chat.gateway.frame.SharedMessage;
import chat.gateway.limit.TokenBucket;
import chat.gateway.metrics.GatewayMetrics;
import chat.gateway.session.ClientSocket;
import chat.gateway.session.Session;
import chat.gateway.session.Sessions;
import chat.runtime.error.ChatException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins one socket to one {@link Session}: codec, limits, ping and idle time, slow readers. Event loop only: no locks. */
final class WebSocketHandler extends SimpleChannelInboundHandler<WebSocketFrame> implements ClientSocket {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketHandler.class);

    private final Channel channel;
    private final SocketConfig config;
    private final FrameCodec codec;
    private final GatewayMetrics metrics;
    private final String clientAddress;
    private final Runnable whenAuthenticated;
    private final Session session;
    private final FrameLimit limit;
    private final Hangup hangup;

    private long heardAtNanos;
    /** Counts the times at which the socket became unwritable, so that a timer knows its own. */
    private int unwritablePeriod;

    WebSocketHandler(
            Channel channel,
            SocketConfig config,
            FrameCodec codec,
            Sessions sessions,
            GatewayMetrics metrics,
            String clientAddress,
            Runnable whenAuthenticated) {
        this.channel = channel;
        this.config = config;
        this.codec = codec;
        this.metrics = metrics;
        this.clientAddress = clientAddress;
        this.whenAuthenticated = whenAuthenticated;
        this.heardAtNanos = System.nanoTime();
        this.limit = new FrameLimit(new TokenBucket(config.framesPerSecond(), config.frameBurst(), heardAtNanos));
        this.hangup = new Hangup(channel);
        this.session = sessions.create(this);
    }

    /** The upgrade is through. */
    void start() {
        metrics.connected(codec.subprotocol());
        session.start();
        later(config.pingInterval().toMillis(), this::keepAlive);
    }

    /** The upgrade failed before it began. */
    void abandon() {
        session.ended();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        heardAtNanos = System.nanoTime();
        if (frame instanceof CloseWebSocketFrame close) {
            closed(close);
        } else if (!hangup.isBegun()) {
            session.heard();
            long waitMillis = limit.take(frame, heardAtNanos);
            if (waitMillis > 0) {
                refuse(frame, waitMillis);
            } else if (frame instanceof PingWebSocketFrame) {
                var unused = channel.writeAndFlush(
                        new PongWebSocketFrame(frame.content().retain()), channel.voidPromise());
            } else if (!(frame instanceof PongWebSocketFrame)) {
                data(frame);
            }
        }
    }

    private void data(WebSocketFrame frame) {
        metrics.frameIn(frame.content().readableBytes());
        ClientFrame decoded;
        try {
            if (frame instanceof TextWebSocketFrame != codec.text()) {
                throw new ChatException(
                        ErrorReason.ERROR_REASON_FRAME_KIND_WRONG,
                        codec.subprotocol() + " takes " + (codec.text() ? "text" : "binary") + " frames only");
            }
            decoded = codec.decode(frame.content());
        } catch (ChatException bad) {
            limit.takeBad(heardAtNanos);
            String requestId =
                    bad.reason() == ErrorReason.ERROR_REASON_FRAME_KIND_WRONG ? "" : codec.requestIdOf(frame.content());
            session.receivedBad(requestId, bad);
            return;
        }
        session.received(decoded);
    }

    private void refuse(WebSocketFrame frame, long waitMillis) {
        String detail = "more than " + config.framesPerSecond() + " frames a second; wait " + waitMillis + " ms";
        session.receivedBad(
                frame instanceof TextWebSocketFrame == codec.text() ? codec.requestIdOf(frame.content()) : "",
                new ChatException(
                        ErrorReason.ERROR_REASON_RATE_LIMITED,
                        detail,
                        Map.of("retry_after_millis", Long.toString(waitMillis))));
        if (limit.isExhausted()) {
            session.end(CloseCode.CLOSE_CODE_RATE_LIMITED, "kept sending beyond the limit");
        }
    }

    private void closed(CloseWebSocketFrame close) {
        if (!hangup.isBegun()) {
            metrics.closedByClient();
        }
        session.ended();
        int code = close.statusCode();
        hangup.answer(WebSocketCloseStatus.isValidStatusCode(code) ? code : WebSocketCloseStatus.NORMAL_CLOSURE.code());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event == FragmentJoiner.UNFINISHED) {
            endBecause(
                    ErrorReason.ERROR_REASON_FRAME_UNFINISHED,
                    "a fragmented message was not finished within "
                            + config.fragmentTimeout().toMillis() + " ms",
                    CloseCode.CLOSE_CODE_PROTOCOL_ERROR);
        } else {
            super.userEventTriggered(context, event);
        }
    }

    /** A client that does not read is not read from either, so that answers can't pile up. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        unwritablePeriod++;
        if (channel.isWritable()) {
            channel.config().setAutoRead(true);
            session.writable();
        } else if (!hangup.isBegun()) {
            channel.config().setAutoRead(false);
            int period = unwritablePeriod;
            later(config.slowReaderTimeout().toMillis(), () -> {
                if (period == unwritablePeriod) {
                    session.end(
                            CloseCode.CLOSE_CODE_SLOW_READER,
                            "nothing could be written for "
                                    + config.slowReaderTimeout().toMillis() + " ms");
                }
            });
        }
        super.channelWritabilityChanged(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        if (!hangup.isBegun()) {
            metrics.lost();
        }
        session.ended();
        super.channelInactive(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
        if (hangup.isBegun()) {
            return; // what follows a close means nothing
        }
        boolean tooLarge = thrown instanceof TooLongFrameException
                || (thrown instanceof CorruptedWebSocketFrameException corrupt
                        && corrupt.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG));
        if (tooLarge) {
            endBecause(
                    ErrorReason.ERROR_REASON_FRAME_TOO_LARGE,
                    "a frame of more than " + config.maxFrameBytes() + " bytes, or, before hello, of more than "
                            + SocketConfig.MAX_HELLO_BYTES,
                    CloseCode.CLOSE_CODE_FRAME_TOO_LARGE);
        } else if (thrown instanceof IOException) {
            var unused = channel.close();
        } else if (thrown instanceof DecoderException) {
            endBecause(
                    ErrorReason.ERROR_REASON_FRAME_MALFORMED,
                    "not a WebSocket frame: " + thrown.getMessage(),
                    CloseCode.CLOSE_CODE_PROTOCOL_ERROR);
        } else {
            LOG.atError()
                    .addKeyValue("event", "socket.failed")
                    .setCause(thrown)
                    .log("session {} of {} failed", session.id(), clientAddress);
            endBecause(
                    ErrorReason.ERROR_REASON_INTERNAL,
                    "internal error in session " + session.id(),
                    CloseCode.CLOSE_CODE_INTERNAL);
        }
    }

    private void endBecause(ErrorReason reason, String detail, CloseCode code) {
        session.receivedBad("", new ChatException(reason, detail));
        session.end(code, detail);
    }

    private void keepAlive() {
        long silentNanos = System.nanoTime() - heardAtNanos;
        if (silentNanos >= config.idleTimeout().toNanos()) {
            session.end(
                    CloseCode.CLOSE_CODE_IDLE,
                    "nothing was heard for " + TimeUnit.NANOSECONDS.toMillis(silentNanos) + " ms");
            return;
        }
        if (silentNanos >= config.pingInterval().toNanos() / 2) {
            var unused = channel.writeAndFlush(new PingWebSocketFrame(), channel.voidPromise());
        }
        later(config.pingInterval().toMillis(), this::keepAlive);
    }

    // ---- what the session asks for

    @Override
    public Executor eventLoop() {
        return channel.eventLoop();
    }

    @Override
    public void authenticated() {
        whenAuthenticated.run();
    }

    @Override
    public String clientAddress() {
        return clientAddress;
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void write(ServerFrame frame) {
        write(codec.encode(channel.alloc(), frame));
    }

    @Override
    public void writeEvent(long position, SharedMessage message) {
        write(codec.encodeEvent(channel.alloc(), position, message));
    }

    private void write(WebSocketFrame frame) {
        metrics.frameOut(frame.content().readableBytes());
        var unused = channel.writeAndFlush(frame, channel.voidPromise());
    }

    @Override
    public void close(CloseCode code, String detail) {
        metrics.closed(code);
        hangup.begin(code.getNumber(), detail);
    }

    @Override
    public void later(long millis, Runnable step) {
        channel.eventLoop()
                .schedule(
                        () -> {
                            if (channel.isActive() && !hangup.isBegun()) {
                                step.run();
                            }
                        },
                        millis,
                        TimeUnit.MILLISECONDS)
                .addListener(done -> {
                    if (done.cause() != null && !done.isCancelled()) {
                        channel.pipeline().fireExceptionCaught(done.cause());
                    }
                });
    }
}
