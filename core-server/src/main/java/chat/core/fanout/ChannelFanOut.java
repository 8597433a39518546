package chat.core.fanout;

import chat.error.v1.ErrorReason;
import chat.node.v1.Append;
import chat.node.v1.AppendFailure;
import chat.node.v1.AppendResult;
import com.google.protobuf.ByteString;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fan-out of one channel under one tenure. For each recipient one append is under way, and the next message waits for it: whatever fails,
 * is repeated or takes another way, an inbox gets the channel's messages in their order. Recipients who advance together share an append.
 * Slot thread only.
 */
public final class ChannelFanOut {
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    /** Messages that wait for one recipient, oldest first; the first one is under way or will be tried next. */
    private static final class Lane {
        final long userId;
        final ArrayDeque<Outgoing> waiting = new ArrayDeque<>();
        boolean busy;

        Lane(long userId) {
            this.userId = userId;
        }
    }

    private record Way(Outgoing message, String owner) {}

    private final long channelId;
    private final EventExecutor thread;
    private final InboxRoutes routes;
    private final FanOutMetrics metrics;
    private final Runnable onProgress;
    private final Map<Long, Lane> lanes = new HashMap<>();
    private List<Lane> ready = new ArrayList<>();
    private int unfinished;
    private long unfinishedBytes;
    private int failuresInRow;
    private boolean retrying;
    private boolean stopped;

    /** @param onProgress told on the slot's thread after messages have become complete */
    public ChannelFanOut(
            long channelId, EventExecutor thread, InboxRoutes routes, FanOutMetrics metrics, Runnable onProgress) {
        this.channelId = channelId;
        this.thread = thread;
        this.routes = routes;
        this.metrics = metrics;
        this.onProgress = onProgress;
    }

    /**
     * Adds the channel's next message; {@link #flush} sends it. Ids must grow.
     *
     * @param done told on the slot's thread when every recipient has it
     */
    public void add(long messageId, ByteString bytes, long[] recipients, Runnable done) {
        if (stopped) {
            return;
        }
        if (recipients.length == 0) {
            done.run();
            return;
        }
        Outgoing message = new Outgoing(messageId, bytes, recipients.length, done);
        unfinished++;
        unfinishedBytes += bytes.size();
        metrics.waiting(1, bytes.size());
        for (long userId : recipients) {
            Lane lane = lanes.computeIfAbsent(userId, Lane::new);
            lane.waiting.addLast(message);
            if (!lane.busy && lane.waiting.size() == 1) {
                ready.add(lane);
            }
        }
    }

    /** Sends what can be sent. */
    public void flush() {
        if (stopped || ready.isEmpty()) {
            return;
        }
        List<Lane> now = ready;
        ready = new ArrayList<>();
        Map<Way, List<Lane>> ways = new HashMap<>();
        boolean lost = false;
        for (Lane lane : now) {
            String owner = routes.owner(lane.userId);
            if (owner == null) {
                ready.add(lane);
                lost = true;
                continue;
            }
            lane.busy = true;
            ways.computeIfAbsent(new Way(lane.waiting.getFirst(), owner), any -> new ArrayList<>())
                    .add(lane);
        }
        ways.forEach(this::send);
        if (lost) {
            retryLater();
        }
    }

    private void send(Way way, List<Lane> recipients) {
        Append.Builder append = Append.newBuilder()
                .setChannelId(channelId)
                .setMessageId(way.message().messageId)
                .setMessage(way.message().bytes);
        recipients.forEach(lane -> append.addUserIds(lane.userId));
        var unused = routes.append(way.owner(), append)
                .whenComplete((result, failure) -> thread.execute(() -> answered(way.message(), recipients, result)));
    }

    private void answered(Outgoing message, List<Lane> recipients, AppendResult result) {
        if (stopped) {
            return;
        }
        Set<Long> failed = failed(recipients, result);
        boolean progress = false;
        for (Lane lane : recipients) {
            lane.busy = false;
            if (failed.contains(lane.userId)) {
                ready.add(lane);
                continue;
            }
            lane.waiting.removeFirst();
            message.open--;
            if (lane.waiting.isEmpty()) {
                lanes.remove(lane.userId);
            } else {
                ready.add(lane);
            }
        }
        if (message.open == 0) {
            unfinished--;
            unfinishedBytes -= message.bytes.size();
            metrics.waiting(-1, -message.bytes.size());
            message.done.run();
            progress = true;
        }
        if (failed.isEmpty()) {
            failuresInRow = 0;
            flush();
        } else {
            metrics.repeated(failed.size());
            failuresInRow++;
            flushOthers(failed);
            retryLater();
        }
        if (progress) {
            onProgress.run();
        }
    }

    /** Users to try again. Those whose account is gone for good count as served: nobody can read that inbox any more. */
    private static Set<Long> failed(List<Lane> recipients, @Nullable AppendResult result) {
        Set<Long> failed = new HashSet<>();
        if (result == null) {
            recipients.forEach(lane -> failed.add(lane.userId));
            return failed;
        }
        for (AppendFailure failure : result.getFailuresList()) {
            ErrorReason reason = failure.getError().getReason();
            if (reason != ErrorReason.ERROR_REASON_USER_NOT_FOUND
                    && reason != ErrorReason.ERROR_REASON_ACCOUNT_DELETED) {
                failed.add(failure.getUserId());
            }
        }
        return failed;
    }

    private void flushOthers(Set<Long> failed) {
        List<Lane> later = new ArrayList<>();
        ready.removeIf(lane -> failed.contains(lane.userId) && later.add(lane));
        flush();
        ready.addAll(later);
    }

    private void retryLater() {
        if (retrying) {
            return;
        }
        retrying = true;
        long pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failuresInRow, 6));
        long jittered = pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
        var unused = thread.schedule(
                () -> {
                    retrying = false;
                    flush();
                },
                jittered,
                TimeUnit.MILLISECONDS);
    }

    /** Messages that are not in all their inboxes. */
    public int unfinished() {
        return unfinished;
    }

    /** Their bytes. */
    public long unfinishedBytes() {
        return unfinishedBytes;
    }

    /** The tenure has ended: what is unfinished is the next owner's. */
    public void stop() {
        if (!stopped) {
            stopped = true;
            metrics.waiting(-unfinished, -unfinishedBytes);
            lanes.clear();
            ready.clear();
        }
    }
}
