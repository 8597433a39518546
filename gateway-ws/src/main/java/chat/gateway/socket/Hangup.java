package chat.gateway.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Ends a WebSocket so that the client learns why: a close frame, then a while in which what the client still sends is read and
 * dropped (closing at once would reset the connection, and the close frame could be lost with it), then the end. A client that does
 * not read is cut off all the same. Event loop only.
 */
final class Hangup {
    private static final long LINGER_MILLIS = 2_000;
    /** RFC 6455, section 5.5: a control frame holds 125 bytes, two of them the code. */
    private static final int MAX_REASON_BYTES = 123;

    private final Channel channel;
    private boolean begun;

    Hangup(Channel channel) {
        this.channel = channel;
    }

    boolean isBegun() {
        return begun;
    }

    void begin(int code, String reason) {
        if (begun) {
            return;
        }
        begun = true;
        channel.config().setAutoRead(true); // or the client's answer is never seen
        channel.writeAndFlush(new CloseWebSocketFrame(code, shortened(reason))).addListener((ChannelFuture written) -> {
            if (!written.isSuccess()) {
                var unused = channel.close();
            }
        });
        var unused = channel.eventLoop().schedule(this::cut, LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void cut() {
        var unused = channel.close();
    }

    /** The client closed: answers if it has not been told yet, and ends. */
    void answer(int code) {
        if (begun) {
            var unused = channel.close();
            return;
        }
        begun = true;
        channel.writeAndFlush(new CloseWebSocketFrame(code, "")).addListener(ChannelFutureListener.CLOSE);
    }

    /** The longest start of a reason that fits, cut between characters. */
    static String shortened(String reason) {
        int end = reason.length();
        while (reason.substring(0, end).getBytes(StandardCharsets.UTF_8).length > MAX_REASON_BYTES) {
            end = reason.offsetByCodePoints(end, -1);
        }
        return reason.substring(0, end);
    }
}
