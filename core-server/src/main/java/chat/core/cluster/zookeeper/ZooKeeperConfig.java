package chat.core.cluster.zookeeper;

import java.time.Duration;

/**
 * Where ZooKeeper is.
 *
 * @param connect {@code host:port} of each server, separated by commas
 * @param root path that everything of this cluster lies under, as in {@code /chat}
 * @param sessionTimeout asked for; ZooKeeper may give another. At least five of its ticks: a leader may learn half a tick late that a session is alive (ADR 0002)
 * @param connectionTimeout for one server
 */
public record ZooKeeperConfig(String connect, String root, Duration sessionTimeout, Duration connectionTimeout) {
    public ZooKeeperConfig {
        if (connect.isBlank()) {
            throw new IllegalArgumentException("zookeeper.connect is empty: expected host:port, separated by commas");
        }
        if (!root.matches("(/[a-z0-9-]+)+")) {
            throw new IllegalArgumentException("zookeeper.root must be a path as in /chat, not " + root);
        }
        if (sessionTimeout.toMillis() < 1000 || sessionTimeout.toMillis() > 120_000) {
            throw new IllegalArgumentException("zookeeper.session-timeout must be 1s to 120s, not " + sessionTimeout);
        }
    }
}
