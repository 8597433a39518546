package chat.core.cluster.zookeeper;

import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;

/** What Prometheus sees of the connection to ZooKeeper. */
final class ZooKeeperMetrics {
    static final Gauge CONNECTED = Gauge.build("chat_core_zookeeper_connected", "1 while connected to ZooKeeper.")
            .register();
    static final Counter SESSIONS = Counter.build(
                    "chat_core_zookeeper_sessions_total", "ZooKeeper sessions begun since the process started.")
            .register();
    static final Counter STATES = Counter.build(
                    "chat_core_zookeeper_states_total", "Changes of the connection, by the state reached.")
            .labelNames("state")
            .register();

    private ZooKeeperMetrics() {}
}
