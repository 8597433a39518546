package chat.gateway.drain;

import chat.runtime.config.ProgramConfig;
import java.time.Duration;

/**
 * How a gateway stops.
 *
 * @param notice between "not ready" and the first client being sent away, for load balancers to notice
 * @param spread over which the clients come back elsewhere
 * @param timeout after which what is left is cut off
 */
public record DrainConfig(Duration notice, Duration spread, Duration timeout) {
    public static DrainConfig from(ProgramConfig config) {
        return new DrainConfig(
                config.duration("drain.notice"), config.duration("drain.spread"), config.duration("drain.timeout"));
    }
}
