package chat.gateway.frame;

import chat.client.v1.ClientFrame;
import chat.client.v1.Event;
import chat.client.v1.ServerFrame;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.IOException;
import java.io.UncheckedIOException;

/** {@code chat.v1.protobuf}: a serialized frame in one binary WebSocket frame. */
final class ProtobufFrameCodec implements FrameCodec {
    /** Deeper than any frame of ours; a frame that nests deeper is malformed. */
    private static final int MAX_DEPTH = 16;

    @Override
    public String subprotocol() {
        return "chat.v1.protobuf";
    }

    @Override
    public boolean text() {
        return false;
    }

    @Override
    public ClientFrame decode(ByteBuf payload) {
        ClientFrame frame;
        try {
            CodedInputStream input = CodedInputStream.newInstance(payload.nioBuffer());
            input.setRecursionLimit(MAX_DEPTH);
            frame = ClientFrame.parseFrom(input);
        } catch (InvalidProtocolBufferException e) {
            String why = String.valueOf(e.getMessage());
            if (why.contains("UTF-8")) {
                throw new ChatException(
                        ErrorReason.ERROR_REASON_TEXT_INVALID, "a string of the frame is not valid UTF-8");
            }
            throw new ChatException(
                    ErrorReason.ERROR_REASON_FRAME_MALFORMED, "the frame is not a serialized ClientFrame: " + why);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
        if (!frame.getUnknownFields().asMap().isEmpty()) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_FRAME_UNKNOWN,
                    "ClientFrame has no field "
                            + frame.getUnknownFields()
                                    .asMap()
                                    .keySet()
                                    .iterator()
                                    .next());
        }
        if (frame.getFrameCase() == ClientFrame.FrameCase.FRAME_NOT_SET) {
            throw FrameErrors.typeMissing();
        }
        return frame;
    }

    @Override
    public String requestIdOf(ByteBuf payload) {
        try {
            CodedInputStream input = CodedInputStream.newInstance(payload.nioBuffer());
            for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == ClientFrame.REQUEST_ID_FIELD_NUMBER) {
                    return FrameErrors.printableRequestId(input.readStringRequireUtf8());
                }
                if (!input.skipField(tag)) {
                    return "";
                }
            }
        } catch (IOException malformed) {
            return "";
        }
        return "";
    }

    @Override
    public WebSocketFrame encode(ByteBufAllocator allocator, ServerFrame frame) {
        ByteBuf buffer = allocator.buffer(frame.getSerializedSize());
        try (ByteBufOutputStream out = new ByteBufOutputStream(buffer)) {
            frame.writeTo(out);
        } catch (IOException e) {
            buffer.release();
            throw new UncheckedIOException("writing to memory", e);
        }
        return new BinaryWebSocketFrame(buffer);
    }

    @Override
    public WebSocketFrame encodeEvent(ByteBufAllocator allocator, long position, SharedMessage message) {
        ByteString bytes = message.protobuf();
        int eventSize = CodedOutputStream.computeInt64Size(Event.POSITION_FIELD_NUMBER, position)
                + CodedOutputStream.computeBytesSize(Event.MESSAGE_FIELD_NUMBER, bytes);
        int size = CodedOutputStream.computeTagSize(ServerFrame.EVENT_FIELD_NUMBER)
                + CodedOutputStream.computeUInt32SizeNoTag(eventSize)
                + eventSize;
        ByteBuf buffer = allocator.buffer(size, size);
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(buffer.nioBuffer(0, size));
            out.writeTag(ServerFrame.EVENT_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(eventSize);
            out.writeInt64(Event.POSITION_FIELD_NUMBER, position);
            out.writeBytes(Event.MESSAGE_FIELD_NUMBER, bytes);
            out.flush();
        } catch (IOException e) {
            buffer.release();
            throw new UncheckedIOException("writing to memory", e);
        }
        return new BinaryWebSocketFrame(buffer.writerIndex(size));
    }
}
