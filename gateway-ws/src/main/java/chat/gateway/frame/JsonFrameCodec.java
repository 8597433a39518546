package chat.gateway.frame;

import chat.client.v1.ClientFrame;
import chat.client.v1.ServerFrame;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;

/** {@code chat.v1.json}: a frame as canonical protobuf JSON in one text WebSocket frame. */
final class JsonFrameCodec implements FrameCodec {
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer().omittingInsignificantWhitespace();
    private static final byte[] BEFORE_POSITION = ascii("{\"event\":{\"position\":\"");
    private static final byte[] BEFORE_MESSAGE = ascii("\",\"message\":");
    private static final byte[] END = ascii("}}");

    @Override
    public String subprotocol() {
        return "chat.v1.json";
    }

    @Override
    public boolean text() {
        return true;
    }

    @Override
    public ClientFrame decode(ByteBuf payload) {
        ClientFrame frame = StrictJson.read(StrictJson.utf8(payload), ClientFrame.getDefaultInstance());
        if (frame.getFrameCase() == ClientFrame.FrameCase.FRAME_NOT_SET) {
            throw FrameErrors.typeMissing();
        }
        return frame;
    }

    @Override
    public String requestIdOf(ByteBuf payload) {
        return FrameErrors.printableRequestId(
                StrictJson.findTopLevelString(payload.toString(StandardCharsets.UTF_8), "requestId", "request_id"));
    }

    @Override
    public WebSocketFrame encode(ByteBufAllocator allocator, ServerFrame frame) {
        try {
            return new TextWebSocketFrame(ByteBufUtil.writeUtf8(allocator, PRINTER.print(frame)));
        } catch (InvalidProtocolBufferException e) {
            throw new ChatException(ErrorReason.ERROR_REASON_INTERNAL, "an answer has no JSON form: " + e.getMessage());
        }
    }

    @Override
    public WebSocketFrame encodeEvent(ByteBufAllocator allocator, long position, SharedMessage message) {
        byte[] json = message.json();
        byte[] digits = ascii(Long.toString(position));
        ByteBuf buffer = allocator.buffer(
                BEFORE_POSITION.length + digits.length + BEFORE_MESSAGE.length + json.length + END.length);
        buffer.writeBytes(BEFORE_POSITION)
                .writeBytes(digits)
                .writeBytes(BEFORE_MESSAGE)
                .writeBytes(json)
                .writeBytes(END);
        return new TextWebSocketFrame(buffer);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
