package chat.core.messageid;

import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;

/** What Prometheus sees of the ids. */
final class IdMetrics {
    static final Counter MINTED =
            Counter.build("chat_core_ids_minted_total", "Live ids minted.").register();
    static final Gauge HORIZON = Gauge.build(
                    "chat_core_id_horizon_timestamp_seconds", "Time up to which this node may mint ids, in Unix time.")
            .register();
    static final Counter HORIZON_FAILURES = Counter.build(
                    "chat_core_id_horizon_failures_total",
                    "Attempts to lease a worker or to move its horizon that failed.")
            .register();
    static final Counter WORKERS = Counter.build(
                    "chat_core_id_workers_leased_total", "Workers leased since the process started.")
            .register();

    private IdMetrics() {}
}
