package chat.core.session;

import chat.client.v1.CloseCode;
import chat.error.v1.ErrorReason;
import chat.runtime.error.Errors;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;

/** What goes over the streams of the gateways. */
final class SessionMetrics {
    private final Gauge streams;
    private final Gauge sessions;
    private final Counter attaches;
    private final Counter deliveries;
    private final Counter drops;
    private final Counter kicks;
    private final Counter rejections;
    private final Counter released;
    private final Counter silent;

    SessionMetrics(CollectorRegistry registry) {
        streams = Gauge.build("chat_gateway_streams", "Gateways connected to this node.")
                .register(registry);
        sessions =
                Gauge.build("chat_sessions", "Devices attached to this node.").register(registry);
        attaches = Counter.build(
                        "chat_session_attaches_total", "Attaches, by outcome: ok, or the reason of the rejection.")
                .labelNames("outcome")
                .register(registry);
        deliveries = Counter.build("chat_session_deliveries_total", "Entries queued for sessions.")
                .register(registry);
        drops = Counter.build(
                        "chat_session_deliveries_dropped_total",
                        "Entries not queued because too much waited for the gateway; it pulls them.")
                .register(registry);
        kicks = Counter.build("chat_session_kicks_total", "Sessions ended by this node, by close code.")
                .labelNames("code")
                .register(registry);
        rejections = Counter.build("chat_gateway_rejections_total", "Sends and pulls rejected, by reason.")
                .labelNames("request", "reason")
                .register(registry);
        released = Counter.build("chat_sessions_released_total", "Sessions whose slot left this node.")
                .register(registry);
        silent = Counter.build("chat_sessions_silent_total", "Sessions dropped because nothing was heard of them.")
                .register(registry);
    }

    void stream(int more) {
        streams.inc(more);
    }

    void sessions(int more) {
        sessions.inc(more);
    }

    /** Devices attached to this node. */
    int attachedNow() {
        return (int) sessions.get();
    }

    void attached() {
        attaches.labels("ok").inc();
    }

    void attachRejected(ErrorReason reason) {
        attaches.labels(Errors.name(reason)).inc();
    }

    void delivered(boolean queued) {
        (queued ? deliveries : drops).inc();
    }

    void kicked(CloseCode code) {
        kicks.labels(code.name()).inc();
    }

    void rejected(String request, ErrorReason reason) {
        rejections.labels(request, Errors.name(reason)).inc();
    }

    void released(int count) {
        released.inc(count);
    }

    void silent() {
        silent.inc();
    }
}
