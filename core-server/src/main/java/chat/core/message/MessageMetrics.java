package chat.core.message;

import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;

/** Metrics of the send path. */
public final class MessageMetrics {
    private static final double[] SECONDS = {
        0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30
    };

    private final Counter sends;
    private final Counter.Child accepted;
    private final Counter duplicates;
    private final Histogram.Child admission;
    private final Histogram.Child row;
    private final Histogram.Child fanOut;
    private final Histogram batch;
    private final Gauge queued;
    private final Gauge queuedBytes;
    private final Gauge channels;
    private final Gauge stateBytes;
    private final Counter loads;
    private final Counter repeats;
    private final Gauge recovering;
    private final Counter recovered;
    private final Histogram recoverySeconds;
    private final Counter lines;

    public MessageMetrics(CollectorRegistry registry) {
        sends = Counter.build("chat_sends_total", "Sends by outcome: ok, or the reason of the refusal.")
                .labelNames("outcome")
                .register(registry);
        accepted = sends.labels("ok");
        duplicates = Counter.build(
                        "chat_sends_duplicate_total", "Sends that were answered with a message stored before.")
                .register(registry);
        Histogram steps = Histogram.build(
                        "chat_send_step_seconds",
                        "Time of a send's steps: admission (arrival to write),"
                                + " row (the write, with its mark), fan-out (acknowledgement to the last inbox).")
                .labelNames("step")
                .buckets(SECONDS)
                .register(registry);
        admission = steps.labels("admission");
        row = steps.labels("row");
        fanOut = steps.labels("fan-out");
        batch = Histogram.build("chat_send_batch_rows", "Messages written by one mutation.")
                .buckets(1, 2, 4, 8, 16, 32, 64)
                .register(registry);
        queued = Gauge.build("chat_sends_queued", "Sends that wait for their write or are being written.")
                .register(registry);
        queuedBytes = Gauge.build("chat_sends_queued_bytes", "Bytes of sends that wait or are being written.")
                .register(registry);
        channels = Gauge.build("chat_channels_loaded", "Channels whose state is in memory.")
                .register(registry);
        stateBytes = Gauge.build("chat_channels_state_bytes", "Estimated memory of the states of channels.")
                .register(registry);
        loads = Counter.build("chat_channel_loads_total", "Loads of channels by outcome: ok, absent, or the reason.")
                .labelNames("outcome")
                .register(registry);
        repeats = Counter.build(
                        "chat_message_write_repeats_total", "Writes repeated because their outcome was unknown.")
                .register(registry);
        recovering = Gauge.build("chat_recovery_channels_pending", "Channels whose fan-out awaits recovery.")
                .register(registry);
        recovered = Counter.build("chat_recovery_messages_total", "Messages whose fan-out was repeated by a new owner.")
                .register(registry);
        recoverySeconds = Histogram.build(
                        "chat_recovery_slot_seconds", "From claiming a slot to the end of its recovery.")
                .buckets(0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 300)
                .register(registry);
        lines = Counter.build("chat_import_lines_total", "Lines imported.").register(registry);
    }

    void accepted() {
        accepted.inc();
    }

    void refused(Throwable failure) {
        ChatException named = Errors.toChatException(failure);
        sends.labels(Errors.name(named.reason())).inc();
    }

    void duplicate() {
        accepted.inc();
        duplicates.inc();
    }

    void admissionSeconds(double seconds) {
        admission.observe(seconds);
    }

    void rowSeconds(double seconds) {
        row.observe(seconds);
    }

    void fanOutSeconds(double seconds) {
        fanOut.observe(seconds);
    }

    void batch(int rows) {
        batch.observe(rows);
    }

    void queued(int sends, long bytes) {
        queued.inc(sends);
        queuedBytes.inc((double) bytes);
    }

    void channels(int more, long bytes) {
        channels.inc(more);
        stateBytes.inc((double) bytes);
    }

    void load(String outcome) {
        loads.labels(outcome).inc();
    }

    void repeated() {
        repeats.inc();
    }

    void recovering(int moreChannels) {
        recovering.inc(moreChannels);
    }

    void recovered(int messages) {
        recovered.inc(messages);
    }

    void slotRecovered(double seconds) {
        recoverySeconds.observe(seconds);
    }

    /** Lines were stored. */
    public void imported(int count) {
        lines.inc(count);
    }
}
