package chat.gateway.session;

import chat.runtime.config.ProgramConfig;
import java.time.Duration;

/**
 * What one session may do, and what it is told.
 *
 * @param gatewayId named in {@code welcome}
 * @param authenticationTimeout from the upgrade to {@code hello}
 * @param idleTimeout told in {@code welcome}
 * @param maxFrameBytes told in {@code welcome}
 * @param maxSendsInFlight sends of one session that have no answer yet
 * @param maxCallsInFlight other requests of one session that have no answer yet
 */
public record SessionConfig(
        String gatewayId,
        Duration authenticationTimeout,
        Duration idleTimeout,
        int maxFrameBytes,
        int maxSendsInFlight,
        int maxCallsInFlight) {

    public static SessionConfig from(ProgramConfig config) {
        return new SessionConfig(
                config.string("node-id"),
                config.duration("websocket.authentication-timeout"),
                config.duration("websocket.idle-timeout"),
                Math.toIntExact(config.bytes("websocket.max-frame-bytes")),
                config.integer("websocket.max-sends-in-flight", 1, 10_000),
                config.integer("websocket.max-calls-in-flight", 1, 1_000));
    }
}
