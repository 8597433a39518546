package chat.gateway.frame;

import chat.message.v1.Message;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One serialized {@link Message} on its way to many sockets; its JSON is made at most once, by the first socket that needs it. */
public final class SharedMessage {
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer().omittingInsignificantWhitespace();

    private final ByteString protobuf;

    @GuardedBy("this")
    private byte @Nullable [] json;

    public SharedMessage(ByteString protobuf) {
        this.protobuf = protobuf;
    }

    ByteString protobuf() {
        return protobuf;
    }

    /** UTF-8. Read only. */
    synchronized byte[] json() {
        byte[] made = json;
        if (made == null) {
            try {
                made = PRINTER.print(Message.parseFrom(protobuf)).getBytes(StandardCharsets.UTF_8);
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("a core sent bytes that are not a chat.message.v1.Message", e);
            }
            json = made;
        }
        return made;
    }
}
