package chat.gateway.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.client.v1.Ack;
import chat.client.v1.ClientFrame;
import chat.client.v1.Event;
import chat.client.v1.Send;
import chat.client.v1.ServerFrame;
import chat.error.v1.ErrorReason;
import chat.message.v1.Message;
import chat.runtime.error.ChatException;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.util.JsonFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FrameCodecTest {
    private static final Message MESSAGE = Message.newBuilder()
            .setMessageId(1L << 60)
            .setChannelId(2)
            .setText("caf\u00e9 \uD83D\uDE00 \"<>")
            .build();

    private final FrameCodec protobuf = new ProtobufFrameCodec();
    private final FrameCodec json = new JsonFrameCodec();

    @Test
    void encodeEvent_protobuf_isWhatTheWholeFrameWouldBe() throws Exception {
        ServerFrame expected = event(Long.MAX_VALUE);
        WebSocketFrame frame = protobuf.encodeEvent(
                UnpooledByteBufAllocator.DEFAULT, Long.MAX_VALUE, new SharedMessage(MESSAGE.toByteString()));

        assertThat(ByteBufUtil.getBytes(frame.content())).isEqualTo(expected.toByteArray());
        frame.release();
    }

    @Test
    void encodeEvent_json_isWhatTheWholeFrameWouldBe() throws Exception {
        SharedMessage shared = new SharedMessage(MESSAGE.toByteString());
        for (long position : new long[] {1, 2, Long.MAX_VALUE}) {
            TextWebSocketFrame frame =
                    (TextWebSocketFrame) json.encodeEvent(UnpooledByteBufAllocator.DEFAULT, position, shared);
            ServerFrame.Builder read = ServerFrame.newBuilder();
            JsonFormat.parser().merge(frame.text(), read);
            assertThat(read.build()).isEqualTo(event(position));
            frame.release();
        }
    }

    @Test
    void encode_frames_readBackEqual() throws Exception {
        ServerFrame frame = ServerFrame.newBuilder()
                .setRequestId("r")
                .setAck(Ack.newBuilder().setMessageId(5).setSentAtMillis(6))
                .build();
        WebSocketFrame binary = protobuf.encode(UnpooledByteBufAllocator.DEFAULT, frame);
        assertThat(ServerFrame.parseFrom(ByteBufUtil.getBytes(binary.content())))
                .isEqualTo(frame);
        TextWebSocketFrame text = (TextWebSocketFrame) json.encode(UnpooledByteBufAllocator.DEFAULT, frame);
        assertThat(text.text()).isEqualTo("{\"requestId\":\"r\",\"ack\":{\"messageId\":\"5\",\"sentAtMillis\":\"6\"}}");
        binary.release();
        text.release();
    }

    @Test
    void decode_protobufGarbage_malformed() {
        assertReason(new byte[] {(byte) 0xff, 1, 2}, ErrorReason.ERROR_REASON_FRAME_MALFORMED);
        assertReason("{\"hello\":{}}".getBytes(StandardCharsets.UTF_8), ErrorReason.ERROR_REASON_FRAME_MALFORMED);
    }

    @Test
    void decode_protobufEmpty_typeMissing() {
        assertReason(new byte[0], ErrorReason.ERROR_REASON_FIELD_MISSING);
        assertReason(
                ClientFrame.newBuilder().setRequestId("r").build().toByteArray(),
                ErrorReason.ERROR_REASON_FIELD_MISSING);
    }

    @Test
    void decode_protobufUnknownType_unknown() {
        byte[] unknown = ClientFrame.newBuilder()
                .setRequestId("r")
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                999,
                                UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                        .build())
                .build()
                .toByteArray();
        assertReason(unknown, ErrorReason.ERROR_REASON_FRAME_UNKNOWN);
        assertThat(protobuf.requestIdOf(Unpooled.wrappedBuffer(unknown))).isEqualTo("r");
    }

    @Test
    void decode_protobufInvalidUtf8_textInvalid() {
        byte[] good = ClientFrame.newBuilder()
                .setRequestId("r")
                .setSend(Send.newBuilder().setText("zz"))
                .build()
                .toByteArray();
        byte[] lastBytesBroken = good.clone();
        lastBytesBroken[good.length - 1] = (byte) 0xff;
        assertReason(lastBytesBroken, ErrorReason.ERROR_REASON_TEXT_INVALID);
        assertThat(protobuf.requestIdOf(Unpooled.wrappedBuffer(lastBytesBroken)))
                .isEqualTo("r");
        // half of a surrogate pair, as it would be in UTF-8
        byte[] surrogate = ClientFrame.newBuilder()
                .setSend(Send.newBuilder().setText("zzz"))
                .build()
                .toByteArray();
        System.arraycopy(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, 0, surrogate, surrogate.length - 3, 3);
        assertReason(surrogate, ErrorReason.ERROR_REASON_TEXT_INVALID);
    }

    private void assertReason(byte[] payload, ErrorReason reason) {
        ByteBuf buffer = Unpooled.wrappedBuffer(payload);
        assertThatThrownBy(() -> protobuf.decode(buffer))
                .isInstanceOfSatisfying(ChatException.class, thrown -> assertThat(thrown.reason())
                        .isEqualTo(reason));
    }

    private static ServerFrame event(long position) {
        return ServerFrame.newBuilder()
                .setEvent(Event.newBuilder().setPosition(position).setMessage(MESSAGE))
                .build();
    }

    @Test
    void sharedMessage_notAMessage_saysWhoseFaultItIs() {
        assertThatThrownBy(() -> json.encodeEvent(
                        UnpooledByteBufAllocator.DEFAULT,
                        1,
                        new SharedMessage(ByteString.copyFrom(new byte[] {(byte) 0xff}))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("core");
    }
}
