package chat.core.fanout;

import chat.core.cassandra.Cassandra;
import chat.core.slot.SlotOwnership;
import chat.node.v1.Append;
import chat.node.v1.AppendResult;
import io.prometheus.client.CollectorRegistry;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/**
 * Fan-out, wired: where its marks are, and the ways to all inboxes.
 *
 * @param closing ends the streams to other cores
 */
public record FanOutFeature(FanOutStore store, InboxRoutes routes, FanOutMetrics metrics, Runnable closing)
        implements AutoCloseable {
    /**
     * Prepares statements, so it blocks: for start-up.
     *
     * @param inboxes appends to inboxes of this node
     */
    public static FanOutFeature create(
            String nodeId,
            Cassandra cassandra,
            SlotOwnership ownership,
            Function<Append, CompletionStage<AppendResult>> inboxes,
            Peers peers,
            CollectorRegistry registry) {
        FanOutMetrics metrics = new FanOutMetrics(registry);
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread named = new Thread(task, "fan-out");
            named.setDaemon(true);
            return named;
        });
        ClusterInboxRoutes routes = new ClusterInboxRoutes(nodeId, ownership, inboxes, peers, metrics, scheduler);
        return new FanOutFeature(new CassandraFanOutStore(cassandra), routes, metrics, () -> {
            routes.close();
            scheduler.shutdownNow();
        });
    }

    @Override
    public void close() {
        closing.run();
    }
}
