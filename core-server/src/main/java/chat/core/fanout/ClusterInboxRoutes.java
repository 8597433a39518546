package chat.core.fanout;

import chat.core.slot.SlotOwnership;
import chat.node.v1.Append;
import chat.node.v1.AppendResult;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Inboxes of this node directly, those of others through one {@link PeerStream} each. */
final class ClusterInboxRoutes implements InboxRoutes, AutoCloseable {
    private final String nodeId;
    private final SlotOwnership ownership;
    private final Function<Append, CompletionStage<AppendResult>> local;
    private final Peers peers;
    private final FanOutMetrics metrics;
    private final Executor executor;
    private final Map<String, PeerStream> streams = new ConcurrentHashMap<>();
    private final ScheduledFuture<?> ticks;

    /** @param scheduler runs the streams; its threads must not be those of slots */
    ClusterInboxRoutes(
            String nodeId,
            SlotOwnership ownership,
            Function<Append, CompletionStage<AppendResult>> local,
            Peers peers,
            FanOutMetrics metrics,
            ScheduledExecutorService scheduler) {
        this.nodeId = nodeId;
        this.ownership = ownership;
        this.local = local;
        this.peers = peers;
        this.metrics = metrics;
        executor = scheduler;
        ticks = scheduler.scheduleWithFixedDelay(
                () -> streams.values().forEach(PeerStream::tick), 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public @Nullable String owner(long userId) {
        return ownership.owner(ownership.slots().of(userId));
    }

    @Override
    public CompletionStage<AppendResult> append(String owner, Append.Builder append) {
        if (owner.equals(nodeId)) {
            metrics.sent("local");
            return local.apply(append.build());
        }
        metrics.sent("remote");
        return streams.computeIfAbsent(owner, id -> new PeerStream(id, peers, metrics, executor))
                .append(append);
    }

    @Override
    public void close() {
        ticks.cancel(false);
        streams.values().forEach(PeerStream::close);
    }
}
