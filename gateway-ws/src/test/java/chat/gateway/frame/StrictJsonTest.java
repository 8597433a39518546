package chat.gateway.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.client.v1.ClientFrame;
import chat.client.v1.Send;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictJsonTest {
    private final FrameCodec codec = new JsonFrameCodec();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                         | FRAME_MALFORMED",
                "not json                                                   | FRAME_MALFORMED",
                "[]                                                         | FRAME_MALFORMED",
                "\"hello\"                                                  | FRAME_MALFORMED",
                "null                                                       | FRAME_MALFORMED",
                "{} {}                                                      | FRAME_MALFORMED",
                "{} x                                                       | FRAME_MALFORMED",
                "{\"hello\":{}                                              | FRAME_MALFORMED",
                "{'hello':{}}                                               | FRAME_MALFORMED",
                "{hello:{}}                                                 | FRAME_MALFORMED",
                "{\"hello\":{},}                                            | FRAME_MALFORMED",
                "{\"hello\":{} /* why */ }                                  | FRAME_MALFORMED",
                "{\"sync\":{\"after\":NaN}}                                 | FRAME_MALFORMED",
                "{\"requestId\":\"a\",\"requestId\":\"b\",\"hello\":{}}     | FRAME_MALFORMED",
                "{\"requestId\":\"a\",\"request_id\":\"b\",\"hello\":{}}    | FRAME_MALFORMED",
                "{\"hello\":{},\"sync\":{}}                                 | FRAME_MALFORMED",
                "{\"send\":{\"text\":\"a\",\"text\":\"b\"}}                 | FRAME_MALFORMED",
                "{\"send\":{\"text\":\"a\tb\"}}                             | FRAME_MALFORMED",
                "{\"a\":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]}           | FRAME_UNKNOWN",
                "{\"shout\":{}}                                             | FRAME_UNKNOWN",
                "{\"send\":{\"volume\":11}}                                 | FRAME_UNKNOWN",
                "{}                                                         | FIELD_MISSING",
                "{\"requestId\":\"a\"}                                      | FIELD_MISSING",
                "{\"hello\":null}                                           | FIELD_MISSING",
                "{\"hello\":5}                                              | FIELD_INVALID",
                "{\"hello\":[]}                                             | FIELD_INVALID",
                "{\"requestId\":7,\"hello\":{}}                             | FIELD_INVALID",
                "{\"sync\":{\"after\":1.5}}                                 | FIELD_INVALID",
                "{\"sync\":{\"after\":\"ten\"}}                             | FIELD_INVALID",
                "{\"sync\":{\"after\":true}}                                | FIELD_INVALID",
                "{\"sync\":{\"after\":\"9223372036854775808\"}}             | FIELD_INVALID",
                "{\"sync\":{\"after\":9223372036854775808}}                 | FIELD_INVALID",
                "{\"listChannels\":{\"pageSize\":2147483648}}               | FIELD_INVALID",
                "{\"createGroup\":{\"userIds\":7}}                          | FIELD_INVALID",
                "{\"createGroup\":{\"userIds\":[\"x\"]}}                    | FIELD_INVALID",
                "{\"listMessages\":{\"direction\":\"SIDEWAYS\"}}            | FIELD_INVALID",
                "{\"listMessages\":{\"messageId\":1,\"timeMillis\":2}}      | FRAME_MALFORMED",
                "{\"send\":{\"text\":\"\\ud800\"}}                          | TEXT_INVALID",
                "{\"send\":{\"text\":\"a\\udc00b\"}}                        | TEXT_INVALID",
                "{\"send\":{\"text\":\"\\ud83dx\"}}                         | TEXT_INVALID",
                "{\"send\":{\"text\":\"\\u0000\"}}                          | TEXT_INVALID",
            })
    void decode_brokenFrame_named(String json, String reason) {
        assertThatThrownBy(() -> codec.decode(utf8(json)))
                .isInstanceOfSatisfying(ChatException.class, thrown -> assertThat(thrown.reason())
                        .as(thrown.detail())
                        .isEqualTo(ErrorReason.valueOf("ERROR_REASON_" + reason)));
    }

    @Test
    void decode_invalidUtf8_namedAndRequestIdFound() {
        byte[] bytes = "{\"requestId\":\"r1\",\"send\":{\"text\":\"?\"}}".getBytes(StandardCharsets.UTF_8);
        bytes[bytes.length - 5] = (byte) 0xff;
        ByteBuf payload = Unpooled.wrappedBuffer(bytes);

        assertThatThrownBy(() -> codec.decode(payload))
                .isInstanceOfSatisfying(ChatException.class, thrown -> assertThat(thrown.reason())
                        .isEqualTo(ErrorReason.ERROR_REASON_TEXT_INVALID));
        assertThat(codec.requestIdOf(payload)).isEqualTo("r1");
    }

    @Test
    void requestIdOf_brokenFurtherOn_found() {
        assertThat(codec.requestIdOf(utf8("{\"requestId\":\"r1\",\"send\":{\"x\":[1,2]},\"y\":")))
                .isEqualTo("r1");
        assertThat(codec.requestIdOf(utf8("{\"send\":{\"x\":[1,2]},\"requestId\":\"r2\",\"y\"")))
                .isEqualTo("r2");
        assertThat(codec.requestIdOf(utf8("{\"send\":{\"requestId\":\"inner\"}")))
                .isEmpty();
        assertThat(codec.requestIdOf(utf8("[\"requestId\"]"))).isEmpty();
        assertThat(codec.requestIdOf(utf8("{\"requestId\":\"" + "x".repeat(65) + "\"}")))
                .isEmpty();
    }

    @Test
    void decode_longestText_fitsTheDefaultFrameHoweverEscaped() {
        String escaped = "\\ud83d\\ude00".repeat(99_999);
        String json = "{\"requestId\":\"r\",\"send\":{\"channelId\":\"1\",\"clientMessageId\":\"m\",\"text\":\""
                + escaped + "\"}}";
        ClientFrame frame = codec.decode(utf8(json));

        assertThat(frame.getSend().getText().codePoints().count()).isEqualTo(99_999);
        assertThat(json.length()).isLessThan(1280 << 10);
    }

    @Test
    void decode_whatTheOfficialPrinterWrites_isTheSameMessage() throws InvalidProtocolBufferException {
        ClientFrame frame = ClientFrame.newBuilder()
                .setRequestId("r")
                .setSend(Send.newBuilder()
                        .setChannelId(Long.MAX_VALUE)
                        .setClientMessageId("m-1")
                        .setText("<b>\uD83D\uDE00\u2028\"\\\n"))
                .build();
        assertThat(codec.decode(utf8(JsonFormat.printer().print(frame)))).isEqualTo(frame);
        assertThat(codec.decode(
                        utf8(JsonFormat.printer().preservingProtoFieldNames().print(frame))))
                .isEqualTo(frame);
    }

    @Test
    void decode_numbersWithAndWithoutQuotesEnumsByNameAndNumber_same() {
        ClientFrame frame = codec.decode(
                utf8("{\"listMessages\":{\"channelId\":12,\"direction\":\"DIRECTION_NEWER\",\"pageSize\":\"5\"}}"));
        assertThat(codec.decode(utf8("{\"listMessages\":{\"channelId\":\"12\",\"direction\":2,\"pageSize\":5}}")))
                .isEqualTo(frame);
    }

    private static ByteBuf utf8(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }
}
