package chat.gateway.core;

import chat.runtime.config.ProgramConfig;
import java.time.Duration;
import java.util.List;

/**
 * How the gateway reaches the cores.
 *
 * @param seeds addresses {@code host:port} to ask for the map first, besides those registered in ZooKeeper
 * @param sendDeadline how long a send is held and repeated before its sender is told to try again
 * @param requestTimeout how long one answer of a core may take
 * @param attachDeadline how long a session may be without an owner before it is closed
 * @param heartbeatInterval how often the cores hear which sessions are alive
 * @param maxHeldSends sends in flight or held, over all sessions
 * @param maxHeldSendBytes their texts together
 */
public record CoreConfig(
        List<String> seeds,
        Duration sendDeadline,
        Duration requestTimeout,
        Duration attachDeadline,
        Duration heartbeatInterval,
        int maxHeldSends,
        long maxHeldSendBytes) {

    public static CoreConfig from(ProgramConfig config) {
        return new CoreConfig(
                config.strings("core.seeds"),
                config.duration("core.send-deadline"),
                config.duration("core.request-timeout"),
                config.duration("core.attach-deadline"),
                config.duration("core.heartbeat-interval"),
                config.integer("core.max-held-sends", 1, 1_000_000),
                config.bytes("core.max-held-send-bytes"));
    }
}
