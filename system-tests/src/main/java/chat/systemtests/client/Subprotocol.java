package chat.systemtests.client;

import chat.client.v1.ClientFrame;
import chat.client.v1.ServerFrame;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.IOException;

/** The two ways in which frames are written. */
public enum Subprotocol {
    JSON("chat.v1.json") {
        @Override
        WebSocketFrame encode(ClientFrame frame) {
            try {
                return new TextWebSocketFrame(
                        JsonFormat.printer().omittingInsignificantWhitespace().print(frame));
            } catch (InvalidProtocolBufferException impossible) {
                throw new AssertionError(impossible);
            }
        }

        @Override
        ServerFrame decode(WebSocketFrame frame) throws IOException {
            ServerFrame.Builder decoded = ServerFrame.newBuilder();
            JsonFormat.parser().merge(((TextWebSocketFrame) frame).text(), decoded);
            return decoded.build();
        }
    },
    PROTOBUF("chat.v1.protobuf") {
        @Override
        WebSocketFrame encode(ClientFrame frame) {
            return new BinaryWebSocketFrame(Unpooled.wrappedBuffer(frame.toByteArray()));
        }

        @Override
        ServerFrame decode(WebSocketFrame frame) throws IOException {
            return ServerFrame.parseFrom(new ByteBufInputStream(((BinaryWebSocketFrame) frame).content()));
        }
    };

    private final String wireName;

    Subprotocol(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }

    abstract WebSocketFrame encode(ClientFrame frame);

    abstract ServerFrame decode(WebSocketFrame frame) throws IOException;
}
