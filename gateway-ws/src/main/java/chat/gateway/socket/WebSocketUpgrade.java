package chat.gateway.socket;

import chat.error.v1.ErrorReason;
import chat.gateway.frame.FrameCodec;
import chat.gateway.metrics.GatewayMetrics;
import chat.gateway.session.Sessions;
import chat.runtime.error.ChatException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketServerCompressionHandler;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a checked HTTP request into a WebSocket. One for all sockets. */
public final class WebSocketUpgrade {
    /** The only version there is (RFC 6455); drafts are refused. */
    public static final String VERSION = "13";

    private static final Logger LOG = LoggerFactory.getLogger(WebSocketUpgrade.class);

    private final SocketConfig config;
    private final Sessions sessions;
    private final GatewayMetrics metrics;
    private final List<FrameCodec> codecs = FrameCodec.all();

    public WebSocketUpgrade(SocketConfig config, Sessions sessions, GatewayMetrics metrics) {
        this.config = config;
        this.sessions = sessions;
        this.metrics = metrics;
    }

    /** What must see the HTTP request and its answer, if compression is on: it agrees on {@code permessage-deflate}. */
    public Optional<ChannelHandler> extensions() {
        return config.compression()
                ? Optional.of(new WebSocketServerCompressionHandler(config.maxFrameBytes()))
                : Optional.empty();
    }

    /**
     * Answers 101 and puts the WebSocket's handlers in the place of those of HTTP.
     *
     * @throws ChatException FIELD_MISSING or FIELD_INVALID, before anything was answered
     */
    public void upgrade(Channel channel, FullHttpRequest request, String clientAddress) {
        FrameCodec codec = codecOf(request);
        if (!request.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                || !request.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_FIELD_MISSING,
                    "this is a WebSocket address: send Connection: Upgrade and Upgrade: websocket");
        }
        WebSocketServerHandshaker handshaker = new WebSocketServerHandshakerFactory(
                        "", codec.subprotocol(), decoderConfig(SocketConfig.MAX_HELLO_BYTES))
                .newHandshaker(request);
        if (handshaker == null) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_FIELD_INVALID, "Sec-WebSocket-Version: expected " + VERSION);
        }
        int before = Math.min(SocketConfig.MAX_HELLO_BYTES, config.maxFrameBytes());
        FragmentJoiner fragments = new FragmentJoiner(before, config.fragmentTimeout());
        WebSocketHandler handler =
                new WebSocketHandler(channel, config, codec, sessions, metrics, clientAddress, () -> {
                    fragments.limit(config.maxFrameBytes());
                    channel.pipeline()
                            .replace(
                                    WebSocket13FrameDecoder.class,
                                    "wsdecoder",
                                    new WebSocket13FrameDecoder(decoderConfig(config.maxFrameBytes())));
                });
        try {
            handshaker.handshake(channel, request).addListener(done -> {
                if (done.isSuccess()) {
                    handler.start();
                } else {
                    LOG.debug("upgrade of {} failed", clientAddress, done.cause());
                    var unused = channel.close();
                }
            });
        } catch (WebSocketHandshakeException bad) {
            handler.abandon();
            throw new ChatException(ErrorReason.ERROR_REASON_FIELD_INVALID, String.valueOf(bad.getMessage()));
        }
        channel.pipeline().addLast("fragments", fragments).addLast("session", handler);
    }

    private FrameCodec codecOf(FullHttpRequest request) {
        List<String> offered = request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
                .flatMap(header -> List.of(header.split(",")).stream())
                .map(String::trim)
                .toList();
        return codecs.stream()
                .filter(codec -> offered.contains(codec.subprotocol()))
                .findFirst()
                .orElseThrow(() -> new ChatException(
                        ErrorReason.ERROR_REASON_FIELD_MISSING,
                        "Sec-WebSocket-Protocol: expected one of "
                                + codecs.stream().map(FrameCodec::subprotocol).collect(Collectors.joining(", "))));
    }

    private WebSocketDecoderConfig decoderConfig(int maxBytes) {
        return WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(Math.min(maxBytes, config.maxFrameBytes()))
                .expectMaskedFrames(true)
                .allowMaskMismatch(false)
                .allowExtensions(config.compression())
                // both are answered by the handler, with an error frame first
                .closeOnProtocolViolation(false)
                .withUTF8Validator(false)
                .build();
    }
}
