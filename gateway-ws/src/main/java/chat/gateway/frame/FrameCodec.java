package chat.gateway.frame;

import chat.client.v1.ClientFrame;
import chat.client.v1.ServerFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.List;

/** One WebSocket subprotocol. Stateless and shared by all sockets. */
public interface FrameCodec {
    /** Every subprotocol, in the order in which the gateway prefers them when a client offers several. */
    static List<FrameCodec> all() {
        return List.of(new ProtobufFrameCodec(), new JsonFrameCodec());
    }

    /** As in {@code Sec-WebSocket-Protocol}. */
    String subprotocol();

    /** True when its frames are text frames, false when they are binary ones. */
    boolean text();

    /**
     * Reads one frame; the payload stays the caller's.
     *
     * @throws chat.runtime.error.ChatException FRAME_MALFORMED, FRAME_UNKNOWN, FIELD_MISSING, FIELD_INVALID or TEXT_INVALID
     */
    ClientFrame decode(ByteBuf payload);

    /** The request id of a frame that {@link #decode} refused, as far as it can be made out; otherwise empty. */
    String requestIdOf(ByteBuf payload);

    WebSocketFrame encode(ByteBufAllocator allocator, ServerFrame frame);

    /** An {@code event} frame around a message that many sockets share. */
    WebSocketFrame encodeEvent(ByteBufAllocator allocator, long position, SharedMessage message);
}
