package chat.core.cluster.member;

import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;

/** What Prometheus sees of this node's membership. */
final class MemberMetrics {
    static final Gauge LEASE_LEFT = Gauge.build(
                    "chat_core_lease_left_seconds", "How long the lease ran after the last heartbeat; 0 without one.")
            .register();
    static final Counter HEARTBEAT_FAILURES = Counter.build(
                    "chat_core_heartbeat_failures_total", "Heartbeats that ZooKeeper did not confirm.")
            .register();

    private MemberMetrics() {}
}
