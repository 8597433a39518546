package chat.core.fanout;

import chat.core.cassandra.Cassandra;
import chat.core.slot.SlotOwnership;
import chat.node.v1.Append;
import chat.node.v1.AppendResult;
import io.prometheus.client.CollectorRegistry;
import java.util.concurrent.CompletionStage;
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
     * @param scheduler runs the streams to other cores
     */
    public static FanOutFeature create(
            String nodeId,
            Cassandra cassandra,
            SlotOwnership ownership,
            Function<Append, CompletionStage<AppendResult>> inboxes,
            Peers peers,
            ScheduledExecutorService scheduler,
            CollectorRegistry registry) {
        FanOutMetrics metrics = new FanOutMetrics(registry);
        ClusterInboxRoutes routes = new ClusterInboxRoutes(nodeId, ownership, inboxes, peers, metrics, scheduler);
        return new FanOutFeature(new CassandraFanOutStore(cassandra), routes, metrics, routes::close);
    }

    @Override
    public void close() {
        closing.run();
    }
}
