package chat.core.cluster.plan;

import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;

/** What Prometheus sees of planning. */
final class PlanMetrics {
    static final Gauge LEADER = Gauge.build("chat_core_leader", "1 while this node plans the slots.")
            .register();
    static final Counter WRITTEN = Counter.build("chat_core_plans_written_total", "Plans written by this node.")
            .register();
    static final Counter FAILURES = Counter.build(
                    "chat_core_plan_failures_total", "Plans that could not be read or written.")
            .register();

    private PlanMetrics() {}
}
