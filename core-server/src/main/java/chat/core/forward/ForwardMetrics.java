package chat.core.forward;

import io.prometheus.client.Counter;

/** What Prometheus sees of forwarding. */
final class ForwardMetrics {
    static final Counter FORWARDED = Counter.build(
                    "chat_core_forwarded_calls_total", "Calls sent on to the slot's owner, repeats included.")
            .register();
    static final Counter REPEATED = Counter.build(
                    "chat_core_forward_repeats_total", "Attempts that met a slot on the move and were repeated.")
            .register();

    private ForwardMetrics() {}
}
