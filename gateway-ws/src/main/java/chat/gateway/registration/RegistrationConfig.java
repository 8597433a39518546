package chat.gateway.registration;

import chat.runtime.config.ProgramConfig;
import java.time.Duration;

/**
 * Where and as what the gateway registers.
 *
 * @param connect ZooKeeper servers, {@code host:port,host:port}; empty: no registration, cores are found by seeds alone
 * @param root as in {@code /chat}
 * @param sessionTimeout after which a dead gateway's registration goes
 * @param interval between rewrites
 * @param capacity sessions that this gateway takes
 */
public record RegistrationConfig(
        String connect,
        String root,
        Duration sessionTimeout,
        Duration interval,
        String nodeId,
        String region,
        int capacity) {

    public static RegistrationConfig from(ProgramConfig config) {
        return new RegistrationConfig(
                config.string("zookeeper.connect"),
                config.string("zookeeper.root"),
                config.duration("zookeeper.session-timeout"),
                config.duration("zookeeper.registration-interval"),
                config.string("node-id"),
                config.string("region"),
                config.integer("capacity", 1, 10_000_000));
    }
}
