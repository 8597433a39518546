package chat.gateway.socket;

import chat.gateway.limit.TokenBucket;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/** How fast one session may send. A large frame counts as several, a frame that can't be read as well. Event loop only. */
final class FrameLimit {
    private static final int BYTES_A_TOKEN = 64 << 10;
    private static final double BAD = 4;
    /** Frames beyond the limit, with no pause that would have filled the bucket, until the client is hung up on. */
    private static final int MAX_REFUSED = 200;

    private final TokenBucket bucket;
    private int refused;

    FrameLimit(TokenBucket bucket) {
        this.bucket = bucket;
    }

    /** 0, or how many milliseconds too early this frame came. */
    long take(WebSocketFrame frame, long nowNanos) {
        if (frame instanceof PongWebSocketFrame) {
            return 0; // asked for, or ignored
        }
        long waitMillis = bucket.take(1 + (double) frame.content().readableBytes() / BYTES_A_TOKEN, nowNanos);
        if (waitMillis > 0) {
            refused++;
        } else if (refused > 0) {
            refused--;
        }
        return waitMillis;
    }

    /** The frame just taken could not be read. */
    void takeBad(long nowNanos) {
        if (bucket.take(BAD, nowNanos) > 0) {
            refused++;
        }
    }

    boolean isExhausted() {
        return refused >= MAX_REFUSED;
    }
}
