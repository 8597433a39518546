package chat.core.fanout;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import java.util.concurrent.atomic.AtomicLong;

/** Metrics of fan-out. */
public final class FanOutMetrics {
    private final Gauge messages;
    private final Gauge bytes;
    private final Counter repeats;
    private final Counter appends;
    private final Counter breaks;
    private final AtomicLong waitingBytes = new AtomicLong();

    public FanOutMetrics(CollectorRegistry registry) {
        messages = Gauge.build("chat_fanout_unfinished_messages", "Messages that are not in all their inboxes yet.")
                .register(registry);
        bytes = Gauge.build("chat_fanout_unfinished_bytes", "Bytes of messages that are not in all their inboxes yet.")
                .register(registry);
        repeats = Counter.build("chat_fanout_repeats_total", "Inbox appends that failed and are repeated.")
                .register(registry);
        appends = Counter.build("chat_fanout_appends_total", "Appends sent, one for each message and core.")
                .labelNames("route")
                .register(registry);
        breaks = Counter.build("chat_fanout_stream_breaks_total", "Streams to other cores that ended.")
                .register(registry);
    }

    void waiting(int moreMessages, long moreBytes) {
        messages.inc(moreMessages);
        bytes.inc((double) moreBytes);
        waitingBytes.addAndGet(moreBytes);
    }

    /** Bytes of all messages of this node that are not in all their inboxes. */
    public long unfinishedBytes() {
        return waitingBytes.get();
    }

    void repeated(int inboxes) {
        repeats.inc(inboxes);
    }

    void sent(String route) {
        appends.labels(route).inc();
    }

    void broken() {
        breaks.inc();
    }
}
