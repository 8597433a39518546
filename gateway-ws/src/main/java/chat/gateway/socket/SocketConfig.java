package chat.gateway.socket;

import chat.runtime.config.ProgramConfig;
import java.time.Duration;

/**
 * What one WebSocket may do.
 *
 * @param maxFrameBytes largest message, fragments together
 * @param fragmentTimeout from the first fragment of a message to its last
 * @param pingInterval a client that was silent for so long is pinged
 * @param idleTimeout a client that was silent for so long is closed
 * @param slowReaderTimeout a client that can't be written to for so long is closed
 * @param compression whether {@code permessage-deflate} is agreed to
 * @param framesPerSecond that a session may send in the long run
 * @param frameBurst that it may send at once
 */
public record SocketConfig(
        int maxFrameBytes,
        Duration fragmentTimeout,
        Duration pingInterval,
        Duration idleTimeout,
        Duration slowReaderTimeout,
        boolean compression,
        int framesPerSecond,
        int frameBurst) {

    /** Largest message before a client is known, so that strangers can't make the gateway hold much. A token is some hundred bytes. */
    static final int MAX_HELLO_BYTES = 16 << 10;

    public static SocketConfig from(ProgramConfig config) {
        return new SocketConfig(
                Math.toIntExact(config.bytes("websocket.max-frame-bytes")),
                config.duration("websocket.fragment-timeout"),
                config.duration("websocket.ping-interval"),
                config.duration("websocket.idle-timeout"),
                config.duration("websocket.slow-reader-timeout"),
                config.bool("websocket.compression"),
                config.integer("websocket.frames-per-second", 1, 1_000_000),
                config.integer("websocket.frame-burst", 1, 1_000_000));
    }
}
