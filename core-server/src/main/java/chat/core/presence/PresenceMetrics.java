package chat.core.presence;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;

/** What presence costs. */
final class PresenceMetrics {
    private final Gauge online;
    private final Counter writes;
    private final Counter lookups;

    PresenceMetrics(CollectorRegistry registry) {
        online = Gauge.build("chat_presence_users_attached", "Users with a session on this node.")
                .register(registry);
        writes = Counter.build("chat_presence_writes_total", "Times of last activity stored, by outcome.")
                .labelNames("outcome")
                .register(registry);
        lookups = Counter.build(
                        "chat_presence_lookups_total",
                        "Users whose presence was asked for, by where the answer came from.")
                .labelNames("from")
                .register(registry);
    }

    void attached(int more) {
        online.inc(more);
    }

    void written(boolean stored) {
        writes.labels(stored ? "stored" : "failed").inc();
    }

    /** @param from {@code memory}, {@code store}, {@code peer} or {@code nobody} */
    void lookedUp(String from, int users) {
        lookups.labels(from).inc(users);
    }
}
