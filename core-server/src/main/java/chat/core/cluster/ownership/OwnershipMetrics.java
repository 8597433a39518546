package chat.core.cluster.ownership;

import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;

/** What Prometheus sees of ownership. */
final class OwnershipMetrics {
    static final Gauge OWNED =
            Gauge.build("chat_core_slots_owned", "Slots that this node serves.").register();
    static final Counter CLAIMED = Counter.build("chat_core_slot_claims_total", "Slots claimed, by outcome.")
            .labelNames("outcome")
            .register();
    static final Counter HANDED_OVER = Counter.build(
                    "chat_core_slot_handovers_total",
                    "Slots given up as planned, by whether they were finished in time.")
            .labelNames("finished")
            .register();
    static final Counter LOST = Counter.build(
                    "chat_core_slots_lost_total", "Slots lost because the session ended or the claim vanished.")
            .register();
    static final Counter REFUSED_AFTER_WRITE = Counter.build(
                    "chat_core_ownership_refused_after_write_total",
                    "Writes that were not acknowledged because the slot was lost meanwhile.")
            .register();
    static final Histogram ACQUIRED = Histogram.build(
                    "chat_core_slot_acquire_seconds", "Time from a slot's claim until it is served.")
            .buckets(.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30)
            .register();

    private OwnershipMetrics() {}
}
