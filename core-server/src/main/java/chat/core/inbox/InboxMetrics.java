package chat.core.inbox;

import chat.error.v1.ErrorReason;
import chat.runtime.error.Errors;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;

/** What the inboxes of this node did. */
final class InboxMetrics {
    private final Counter appends;
    private final Counter repeats;
    private final Counter refusals;
    private final Counter readBacks;
    private final Counter writeRepeats;
    private final Counter heldBack;
    private final Counter openFailures;
    private final Counter evictions;
    private final Counter resets;
    private final Counter pulls;
    private final Counter cursors;
    private final Gauge queued;
    private final Histogram groups;
    private final Histogram writes;

    InboxMetrics(CollectorRegistry registry) {
        appends = counter("chat_inbox_entries_total", "Entries that became visible.")
                .register(registry);
        repeats = counter("chat_inbox_repeats_total", "Appends of messages that the inbox had.")
                .register(registry);
        refusals = counter(
                        "chat_inbox_refusals_total", "Appends that were refused, by reason; their senders repeat them.")
                .labelNames("reason")
                .register(registry);
        readBacks = counter(
                        "chat_inbox_read_backs_total",
                        "Reads beyond the tail in memory to tell whether an append is a repeat.")
                .register(registry);
        writeRepeats = counter("chat_inbox_write_repeats_total", "Writes repeated because their outcome was not known.")
                .register(registry);
        heldBack = counter(
                        "chat_inbox_held_back_total",
                        "Durable writes not shown because the slot's lease was not confirmed.")
                .register(registry);
        openFailures = counter("chat_inbox_open_failures_total", "Failed attempts to find the end of an inbox.")
                .register(registry);
        evictions = counter("chat_inbox_evictions_total", "Idle inboxes dropped from memory.")
                .register(registry);
        resets = counter("chat_inbox_resets_total", "Pulls that found the entries after the cursor expired.")
                .register(registry);
        pulls = counter("chat_inbox_pulls_total", "Pages read, by where from.")
                .labelNames("from")
                .register(registry);
        cursors = counter("chat_inbox_cursor_writes_total", "Cursors written, by outcome.")
                .labelNames("outcome")
                .register(registry);
        queued = Gauge.build("chat_inbox_queued", "Entries that wait to be visible.")
                .register(registry);
        groups = Histogram.build("chat_inbox_group_size", "Users whose writes went to the store together.")
                .buckets(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
                .register(registry);
        writes = Histogram.build("chat_inbox_write_seconds", "From a user's write being ready to its outcome.")
                .buckets(0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
                .register(registry);
    }

    private static Counter.Builder counter(String name, String help) {
        return Counter.build(name, help);
    }

    void appended(int entries) {
        appends.inc(entries);
    }

    void repeated() {
        repeats.inc();
    }

    void refused(ErrorReason reason) {
        refusals.labels(Errors.name(reason)).inc();
    }

    void readBack() {
        readBacks.inc();
    }

    void writeRepeated() {
        writeRepeats.inc();
    }

    void heldBack() {
        heldBack.inc();
    }

    void openFailed() {
        openFailures.inc();
    }

    void evicted() {
        evictions.inc();
    }

    void reset() {
        resets.inc();
    }

    void pulled(boolean fromMemory) {
        pulls.labels(fromMemory ? "memory" : "store").inc();
    }

    void cursorsWritten(int devices) {
        cursors.labels("written").inc(devices);
    }

    void cursorsFailed() {
        cursors.labels("failed").inc();
    }

    void queued(int more) {
        queued.inc(more);
    }

    void grouped(int users) {
        groups.observe(users);
    }

    void written(long nanos) {
        writes.observe(nanos / 1e9);
    }
}
