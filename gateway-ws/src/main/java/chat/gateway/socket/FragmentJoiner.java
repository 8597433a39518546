package chat.gateway.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Joins the fragments of a message (RFC 6455, section 5.4), up to a size and within a time; control frames pass in between. The
 * pieces are copied into one buffer, so a thousand tiny fragments cost no more than their bytes. What the protocol forbids (a new
 * message inside of another) the decoder before it has refused.
 */
final class FragmentJoiner extends MessageToMessageDecoder<WebSocketFrame> {
    /** Fired when a message was begun and not finished in time. */
    static final Object UNFINISHED = new Object();

    private int maxBytes;
    private final Duration timeout;

    private boolean text;
    private @Nullable ByteBuf joined;
    private @Nullable Future<?> timer;

    FragmentJoiner(int maxBytes, Duration timeout) {
        super(WebSocketFrame.class);
        this.maxBytes = maxBytes;
        this.timeout = timeout;
    }

    /** Takes messages up to another size from now on. */
    void limit(int bytes) {
        maxBytes = bytes;
    }

    @Override
    protected void decode(ChannelHandlerContext context, WebSocketFrame frame, List<Object> out) {
        boolean data = frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame;
        if (frame instanceof ContinuationWebSocketFrame && joined != null) {
            append(frame);
        } else if (data && !frame.isFinalFragment()) {
            text = frame instanceof TextWebSocketFrame;
            joined = context.alloc().buffer(frame.content().readableBytes());
            timer = context.executor()
                    .schedule(
                            () -> context.fireUserEventTriggered(UNFINISHED),
                            timeout.toMillis(),
                            TimeUnit.MILLISECONDS);
            append(frame);
        } else {
            out.add(frame.retain());
            return;
        }
        ByteBuf whole = joined;
        if (whole != null && frame.isFinalFragment()) {
            joined = null;
            stopTimer();
            out.add(text ? new TextWebSocketFrame(whole) : new BinaryWebSocketFrame(whole));
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        drop();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        drop();
        super.channelInactive(context);
    }

    private void append(WebSocketFrame frame) {
        ByteBuf whole = joined;
        if (whole == null) {
            return;
        }
        if (whole.readableBytes() + frame.content().readableBytes() > maxBytes) {
            drop();
            throw new TooLongFrameException("fragments of more than " + maxBytes + " bytes");
        }
        whole.writeBytes(frame.content());
    }

    private void drop() {
        stopTimer();
        ByteBuf whole = joined;
        if (whole != null) {
            joined = null;
            whole.release();
        }
    }

    private void stopTimer() {
        Future<?> running = timer;
        if (running != null) {
            timer = null;
            running.cancel(false);
        }
    }
}
