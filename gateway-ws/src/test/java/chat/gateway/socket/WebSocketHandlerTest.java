package chat.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import chat.client.v1.ClientFrame;
import chat.client.v1.CloseCode;
import chat.client.v1.ServerFrame;
import chat.error.v1.ErrorReason;
import chat.gateway.core.CoreAddresses;
import chat.gateway.core.CoreCalls;
import chat.gateway.core.CoreChannels;
import chat.gateway.core.CoreConfig;
import chat.gateway.core.CoreRouter;
import chat.gateway.frame.FrameCodec;
import chat.gateway.metrics.GatewayMetrics;
import chat.gateway.session.SessionConfig;
import chat.gateway.session.Sessions;
import chat.gateway.v1.Register;
import chat.runtime.config.ProgramConfig;
import chat.runtime.grpc.ChannelFactory;
import chat.runtime.tls.TlsConfig;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.prometheus.client.CollectorRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a socket makes of every kind of bad input, before anybody is authenticated; bytes in, frames out. */
class WebSocketHandlerTest {
    private static final int MAX = 1_000;

    private final ProgramConfig config = ProgramConfig.withDefaults(
            "gateway",
            "node-id=g",
            "core.seeds=[\"127.0.0.1:1\"]",
            "websocket.max-frame-bytes=" + MAX,
            "websocket.frames-per-second=10",
            "websocket.frame-burst=50");
    private final GatewayMetrics metrics = new GatewayMetrics(new CollectorRegistry());
    private final CoreAddresses addresses = new CoreAddresses(List.of());
    private final CoreChannels channels =
            new CoreChannels(new ChannelFactory(TlsConfig.DISABLED, Optional.empty(), Duration.ofSeconds(1), 1 << 20));
    private final CoreRouter router =
            new CoreRouter(CoreConfig.from(config), Register.getDefaultInstance(), addresses, channels, metrics);
    private final Sessions sessions = new Sessions(
            SessionConfig.from(config), router, new CoreCalls(addresses, channels, Duration.ofSeconds(1)), metrics);

    @AfterEach
    void stop() {
        router.close();
        channels.close();
    }

    @Test
    void notJson_errorFrame_sessionSurvives() {
        EmbeddedChannel channel = open(true);
        receive(channel, new TextWebSocketFrame("not json"));
        assertError(channel, "", ErrorReason.ERROR_REASON_FRAME_MALFORMED);
        receive(channel, new TextWebSocketFrame("[1]"));
        assertError(channel, "", ErrorReason.ERROR_REASON_FRAME_MALFORMED);
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void unknownTypeMissingTypeMissingToken_named() {
        EmbeddedChannel channel = open(true);
        receive(channel, new TextWebSocketFrame("{\"requestId\":\"1\",\"shout\":{}}"));
        assertError(channel, "1", ErrorReason.ERROR_REASON_FRAME_UNKNOWN);
        receive(channel, new TextWebSocketFrame("{\"requestId\":\"2\"}"));
        assertError(channel, "2", ErrorReason.ERROR_REASON_FIELD_MISSING);
        receive(channel, new TextWebSocketFrame("{\"requestId\":\"3\",\"hello\":{}}"));
        assertError(channel, "3", ErrorReason.ERROR_REASON_TOKEN_MISSING);
        assertClosed(channel, CloseCode.CLOSE_CODE_TOKEN_REJECTED);
    }

    @Test
    void requestIdTooLong_named() {
        EmbeddedChannel channel = open(true);
        receive(channel, new TextWebSocketFrame("{\"requestId\":\"" + "x".repeat(65) + "\",\"hello\":{}}"));
        assertError(channel, "", ErrorReason.ERROR_REASON_FIELD_INVALID);
    }

    @Test
    void sendBeforeHello_namedAndClosed() {
        EmbeddedChannel channel = open(true);
        receive(channel, new TextWebSocketFrame("{\"requestId\":\"1\",\"send\":{\"text\":\"x\"}}"));
        assertError(channel, "1", ErrorReason.ERROR_REASON_NOT_AUTHENTICATED);
        assertClosed(channel, CloseCode.CLOSE_CODE_NOT_AUTHENTICATED);
    }

    @Test
    void noHelloInTime_namedAndClosed() {
        EmbeddedChannel channel = open(true);
        channel.advanceTimeBy(11, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertError(channel, "", ErrorReason.ERROR_REASON_NOT_AUTHENTICATED);
        assertClosed(channel, CloseCode.CLOSE_CODE_NOT_AUTHENTICATED);
    }

    @Test
    void loneSurrogateNulAndInvalidUtf8_named_sessionSurvives() {
        EmbeddedChannel channel = open(true);
        receive(channel, new TextWebSocketFrame("{\"requestId\":\"1\",\"send\":{\"text\":\"\\ud800\"}}"));
        assertError(channel, "1", ErrorReason.ERROR_REASON_TEXT_INVALID);
        receive(channel, new TextWebSocketFrame("{\"requestId\":\"2\",\"send\":{\"text\":\"\\u0000\"}}"));
        assertError(channel, "2", ErrorReason.ERROR_REASON_TEXT_INVALID);
        byte[] bytes = "{\"requestId\":\"3\",\"send\":{\"text\":\"?\"}}".getBytes(StandardCharsets.UTF_8);
        bytes[bytes.length - 4] = (byte) 0xc0;
        receive(channel, new TextWebSocketFrame(Unpooled.wrappedBuffer(bytes)));
        assertError(channel, "3", ErrorReason.ERROR_REASON_TEXT_INVALID);
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void binaryOnTextProtocolAndTheReverse_named_sessionSurvives() throws Exception {
        EmbeddedChannel json = open(true);
        receive(json, new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {1, 2, 3})));
        assertError(json, "", ErrorReason.ERROR_REASON_FRAME_KIND_WRONG);
        assertThat(json.isActive()).isTrue();
        EmbeddedChannel protobuf = open(false);
        receive(protobuf, new TextWebSocketFrame("{}"));
        WebSocketFrame answer = protobuf.readOutbound();
        assertThat(ServerFrame.parseFrom(answer.content().nioBuffer())
                        .getError()
                        .getReason())
                .isEqualTo(ErrorReason.ERROR_REASON_FRAME_KIND_WRONG);
        answer.release();
    }

    @Test
    void frameTooLarge_namedAndClosed() {
        EmbeddedChannel channel = open(true);
        receive(channel, new TextWebSocketFrame("x".repeat(MAX + 1)));
        assertError(channel, "", ErrorReason.ERROR_REASON_FRAME_TOO_LARGE);
        assertClosed(channel, CloseCode.CLOSE_CODE_FRAME_TOO_LARGE);
    }

    @Test
    void fragmentsTooLargeTogether_namedAndClosed() {
        EmbeddedChannel channel = open(true);
        receive(channel, new TextWebSocketFrame(false, 0, "x".repeat(600)));
        receive(channel, new ContinuationWebSocketFrame(false, 0, "x".repeat(600)));
        assertError(channel, "", ErrorReason.ERROR_REASON_FRAME_TOO_LARGE);
        assertClosed(channel, CloseCode.CLOSE_CODE_FRAME_TOO_LARGE);
    }

    @Test
    void fragmentsWithPingInBetween_joined() {
        EmbeddedChannel channel = open(true);
        receive(channel, new TextWebSocketFrame(false, 0, "{\"requestId\":"));
        receive(channel, new PingWebSocketFrame(Unpooled.copiedBuffer("p", StandardCharsets.UTF_8)));
        PongWebSocketFrame pong = channel.readOutbound();
        assertThat(pong.content().toString(StandardCharsets.UTF_8)).isEqualTo("p");
        pong.release();
        receive(channel, new ContinuationWebSocketFrame(false, 0, "\"f\","));
        receive(channel, new ContinuationWebSocketFrame(true, 0, "\"shout\":1}"));
        assertError(channel, "f", ErrorReason.ERROR_REASON_FRAME_UNKNOWN);
    }

    @Test
    void fragmentedAndNeverFinished_namedAndClosed() {
        EmbeddedChannel channel = open(true);
        channel.advanceTimeBy(5, TimeUnit.SECONDS);
        receive(channel, new TextWebSocketFrame(false, 0, "{\"hello\":"));
        channel.advanceTimeBy(6, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertError(channel, "", ErrorReason.ERROR_REASON_NOT_AUTHENTICATED);
        EmbeddedChannel other = openWith(
                ProgramConfig.withDefaults(
                        "gateway", "node-id=g", "core.seeds=[\"a:1\"]", "websocket.fragment-timeout=2s"),
                true);
        receive(other, new TextWebSocketFrame(false, 0, "{\"hello\":"));
        other.advanceTimeBy(3, TimeUnit.SECONDS);
        other.runScheduledPendingTasks();
        assertError(other, "", ErrorReason.ERROR_REASON_FRAME_UNFINISHED);
        assertClosed(other, CloseCode.CLOSE_CODE_PROTOCOL_ERROR);
    }

    @Test
    void newMessageInsideOfAFragmentedOne_namedAndClosed() {
        EmbeddedChannel channel = open(true);
        receive(channel, new TextWebSocketFrame(false, 0, "{"));
        receive(channel, new TextWebSocketFrame("{}"));
        assertError(channel, "", ErrorReason.ERROR_REASON_FRAME_MALFORMED);
        assertClosed(channel, CloseCode.CLOSE_CODE_PROTOCOL_ERROR);
    }

    @Test
    void unmaskedFrameAndGarbageBytes_namedAndClosed() {
        EmbeddedChannel unmasked = open(true);
        unmasked.writeInbound(Unpooled.wrappedBuffer(new byte[] {(byte) 0x81, 2, '{', '}'}));
        assertError(unmasked, "", ErrorReason.ERROR_REASON_FRAME_MALFORMED);
        assertClosed(unmasked, CloseCode.CLOSE_CODE_PROTOCOL_ERROR);
        EmbeddedChannel garbage = open(true);
        garbage.writeInbound(Unpooled.copiedBuffer("GET / HTTP/1.1\r\n\r\n", StandardCharsets.UTF_8));
        assertError(garbage, "", ErrorReason.ERROR_REASON_FRAME_MALFORMED);
        assertClosed(garbage, CloseCode.CLOSE_CODE_PROTOCOL_ERROR);
    }

    @Test
    void floodOfFrames_limitedByNameThenClosed() {
        EmbeddedChannel channel = open(true);
        ErrorReason last = ErrorReason.ERROR_REASON_UNSPECIFIED;
        int limited = 0;
        for (int i = 0; i < 1_000 && channel.isActive(); i++) {
            receive(channel, new TextWebSocketFrame("{\"requestId\":\"r\"}"));
            Object out = channel.readOutbound();
            if (out instanceof CloseWebSocketFrame close) {
                assertThat(close.statusCode()).isEqualTo(CloseCode.CLOSE_CODE_RATE_LIMITED.getNumber());
                close.release();
                assertThat(last).isEqualTo(ErrorReason.ERROR_REASON_RATE_LIMITED);
                assertThat(limited).isGreaterThan(50);
                return;
            }
            if (out instanceof TextWebSocketFrame text) {
                last = parse(text).getError().getReason();
                limited += last == ErrorReason.ERROR_REASON_RATE_LIMITED ? 1 : 0;
            }
        }
        throw new AssertionError("never closed; limited " + limited + " times");
    }

    @Test
    void clientCloses_answeredAndEnded() {
        EmbeddedChannel channel = open(true);
        receive(channel, new CloseWebSocketFrame(1000, "bye"));
        CloseWebSocketFrame answer = channel.readOutbound();
        assertThat(answer.statusCode()).isEqualTo(1000);
        answer.release();
        assertThat(channel.isActive()).isFalse();
        assertThat(sessions.count()).isZero();
    }

    @Test
    void closeReason_longAndNotAscii_cutBetweenCharacters() {
        String cut = Hangup.shortened("\uD83D\uDE00".repeat(60));
        assertThat(cut).isEqualTo("\uD83D\uDE00".repeat(30));
        assertThat(Hangup.shortened("short")).isEqualTo("short");
    }

    private EmbeddedChannel open(boolean text) {
        return openWith(config, text);
    }

    private EmbeddedChannel openWith(ProgramConfig settings, boolean text) {
        FrameCodec codec = FrameCodec.all().stream()
                .filter(candidate -> candidate.text() == text)
                .findFirst()
                .orElseThrow();
        SocketConfig socket = SocketConfig.from(settings);
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        WebSocketHandler handler =
                new WebSocketHandler(channel, socket, codec, sessions, metrics, "192.0.2.1", () -> {});
        channel.pipeline()
                .addLast(new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
                        .maxFramePayloadLength(socket.maxFrameBytes())
                        .expectMaskedFrames(true)
                        .closeOnProtocolViolation(false)
                        .withUTF8Validator(false)
                        .build()))
                .addLast(new FragmentJoiner(socket.maxFrameBytes(), socket.fragmentTimeout()))
                .addLast(handler);
        handler.start();
        return channel;
    }

    /** As a client's bytes. */
    private static void receive(EmbeddedChannel channel, WebSocketFrame frame) {
        EmbeddedChannel client = new EmbeddedChannel(new WebSocket13FrameEncoder(true));
        client.writeOutbound(frame);
        for (ByteBuf bytes = client.readOutbound(); bytes != null; bytes = client.readOutbound()) {
            channel.writeInbound(bytes);
        }
        client.finishAndReleaseAll();
    }

    private static void assertError(EmbeddedChannel channel, String requestId, ErrorReason reason) {
        Object out = channel.readOutbound();
        assertThat(out).isInstanceOf(TextWebSocketFrame.class);
        ServerFrame frame = parse((TextWebSocketFrame) out);
        assertThat(frame.getError().getReason()).as(frame.toString()).isEqualTo(reason);
        assertThat(frame.getRequestId()).isEqualTo(requestId);
        assertThat(frame.getError().getDetail()).isNotEmpty();
    }

    private void assertClosed(EmbeddedChannel channel, CloseCode code) {
        CloseWebSocketFrame close = channel.readOutbound();
        assertThat(close.statusCode()).isEqualTo(code.getNumber());
        close.release();
        receive(
                channel,
                new TextWebSocketFrame("{\"requestId\":\"late\",\"hello\":{\"accessToken\":\""
                        + ClientFrame.class.getSimpleName() + "\"}}"));
        Object late = channel.readOutbound();
        assertThat(late).isNull();
        channel.advanceTimeBy(3, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isActive()).isFalse();
    }

    private static ServerFrame parse(TextWebSocketFrame text) {
        try {
            ServerFrame.Builder frame = ServerFrame.newBuilder();
            JsonFormat.parser().merge(text.text(), frame);
            return frame.build();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(text.text(), e);
        } finally {
            text.release();
        }
    }
}
