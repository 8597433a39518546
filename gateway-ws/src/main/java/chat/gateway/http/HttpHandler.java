package chat.gateway.http;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP connection, until it ends or becomes a WebSocket. A request must be complete within a time, whatever it dribbles; one is
 * served after the other, and a client that sends the next before it has the answer is hung up on. Event loop only.
 */
final class HttpHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(HttpHandler.class);
    private static final String REQUEST_ID = "x-request-id";

    private final HttpApi api;
    private final Duration requestTimeout;
    private @Nullable Future<?> timer;
    private boolean busy;

    HttpHandler(HttpApi api, Duration requestTimeout) {
        this.api = api;
        this.requestTimeout = requestTimeout;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        expectRequest(context.channel());
        super.channelActive(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        stopTimer();
        super.channelInactive(context);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        Channel channel = context.channel();
        stopTimer();
        if (busy) {
            var unused = channel.close();
            return;
        }
        busy = true;
        String requestId = requestId(request);
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        HttpExchange exchange = new HttpExchange(request, requestId, address(channel, request));
        try {
            if (request.decoderResult().isFailure()) {
                throw new ChatException(
                        ErrorReason.ERROR_REASON_FRAME_MALFORMED,
                        "not an HTTP/1.1 request: "
                                + request.decoderResult().cause().getMessage());
            }
            api.check(exchange);
            if (exchange.isUpgrade()) {
                api.upgrade(channel, exchange);
                leavePipeline(context);
                return;
            }
            if (request.method().equals(HttpMethod.OPTIONS)) {
                answer(channel, exchange, new HttpAnswer(HttpResponseStatus.NO_CONTENT, "", "options"), keepAlive);
                return;
            }
            CompletionStage<HttpAnswer> answer = api.serve(exchange);
            answer.handleAsync(
                            (done, thrown) -> {
                                answer(channel, exchange, thrown == null ? done : failed(thrown, exchange), keepAlive);
                                return done;
                            },
                            channel.eventLoop())
                    .exceptionally(thrown -> {
                        LOG.atError()
                                .addKeyValue("event", "http.answer.failed")
                                .setCause(thrown)
                                .log("request {} was not answered", requestId);
                        var unused = channel.close();
                        return null;
                    });
        } catch (RuntimeException thrown) {
            answer(
                    channel,
                    exchange,
                    failed(thrown, exchange),
                    keepAlive && !request.decoderResult().isFailure());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
        if (thrown instanceof TooLongFrameException) {
            refuse(context.channel(), ErrorReason.ERROR_REASON_FRAME_TOO_LARGE, String.valueOf(thrown.getMessage()));
        } else {
            if (!(thrown instanceof IOException) && !(thrown instanceof io.netty.handler.codec.DecoderException)) {
                LOG.atError()
                        .addKeyValue("event", "http.failed")
                        .setCause(thrown)
                        .log("an HTTP connection failed");
            }
            var unused = context.close();
        }
    }

    private HttpAnswer failed(Throwable thrown, HttpExchange exchange) {
        ChatException failure = Errors.toChatException(thrown);
        if (Errors.unnamed(thrown)) {
            LOG.atError()
                    .addKeyValue("event", "http.request.failed")
                    .setCause(thrown)
                    .log("request {} failed", exchange.requestId());
            failure = new ChatException(
                    ErrorReason.ERROR_REASON_INTERNAL, "internal error, logged as request " + exchange.requestId());
        }
        return api.failed(exchange, failure);
    }

    /** Refuses what was not even a request, and hangs up. */
    private void refuse(Channel channel, ErrorReason reason, String detail) {
        busy = true;
        String requestId = requestId(null);
        ChatException failure = new ChatException(reason, detail);
        HttpResponseStatus status = reason == ErrorReason.ERROR_REASON_TIMEOUT
                ? HttpResponseStatus.REQUEST_TIMEOUT
                : HttpErrors.status(reason);
        write(channel, requestId, status, HttpErrors.json(failure, requestId), false, Optional.empty(), 0);
    }

    private void answer(Channel channel, HttpExchange exchange, HttpAnswer answer, boolean keepAlive) {
        api.count(answer);
        write(
                channel,
                exchange.requestId(),
                answer.status(),
                answer.json(),
                keepAlive,
                api.reader(exchange),
                answer.retryAfterMillis());
    }

    private void write(
            Channel channel,
            String requestId,
            HttpResponseStatus status,
            String json,
            boolean keepAlive,
            Optional<String> origin,
            long retryAfterMillis) {
        ByteBuf body = ByteBufUtil.writeUtf8(channel.alloc(), json);
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set("x-content-type-options", "nosniff")
                .set(REQUEST_ID, requestId);
        if (!json.isEmpty()) {
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
        }
        if (retryAfterMillis > 0) {
            response.headers().set(HttpHeaderNames.RETRY_AFTER, (retryAfterMillis + 999) / 1000);
        }
        if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
        }
        origin.ifPresent(page -> response.headers()
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, page)
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, DELETE")
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type, x-request-id")
                .set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, "600")
                .set(HttpHeaderNames.VARY, "origin"));
        if (!keepAlive) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            channel.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        } else {
            busy = false;
            channel.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            expectRequest(channel);
        }
    }

    private void expectRequest(Channel channel) {
        stopTimer();
        timer = channel.eventLoop()
                .schedule(
                        () -> refuse(
                                channel,
                                ErrorReason.ERROR_REASON_TIMEOUT,
                                "no complete request within " + requestTimeout.toMillis() + " ms"),
                        requestTimeout.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void stopTimer() {
        Future<?> running = timer;
        if (running != null) {
            timer = null;
            running.cancel(false);
        }
    }

    private static void leavePipeline(ChannelHandlerContext context) {
        context.pipeline().remove(context.name());
    }

    private InetAddress address(Channel channel, FullHttpRequest request) {
        return channel.remoteAddress() instanceof InetSocketAddress peer
                ? api.clientAddress(peer, request.headers())
                : InetAddress.getLoopbackAddress();
    }

    private static String requestId(@Nullable FullHttpRequest request) {
        String given = request == null ? null : request.headers().get(REQUEST_ID);
        return given != null && given.matches("[A-Za-z0-9_-]{1,64}")
                ? given
                : Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
    }
}
