package chat.systemtests.replay;

import chat.systemtests.conversation.Line;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.ConcurrentHistogram;

/** What one conversation's devices must hear: its lines, in order. Also when each was sent. */
final class Script {
    private final List<Line> lines;
    private final AtomicLongArray sentNanos;
    private final ConcurrentHistogram latencyMicros;
    private final Map<String, Transcript> transcripts = new ConcurrentHashMap<>();
    private volatile long channelId;

    Script(List<Line> lines, ConcurrentHistogram latencyMicros) {
        this.lines = lines;
        this.sentNanos = new AtomicLongArray(lines.size());
        this.latencyMicros = latencyMicros;
    }

    List<Line> lines() {
        return lines;
    }

    void channel(long id) {
        channelId = id;
    }

    long channel() {
        return channelId;
    }

    /** The device's own name for sending a line. */
    static String clientMessageId(int line) {
        return "line-" + line;
    }

    void sent(int line) {
        sentNanos.compareAndSet(line, 0, System.nanoTime());
    }

    void heard(int line) {
        latencyMicros.recordValue(Math.max(0, (System.nanoTime() - sentNanos.get(line)) / 1_000));
    }

    Transcript transcript(String device) {
        return transcripts.computeIfAbsent(device, ignored -> new Transcript(device, this));
    }

    Map<String, Transcript> transcripts() {
        return transcripts;
    }
}
