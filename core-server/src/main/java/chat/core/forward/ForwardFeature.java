package chat.core.forward;

import chat.core.cluster.RouteTable;
import chat.core.slot.SlotOwnership;
import chat.runtime.grpc.ChannelFactory;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Forwarding, wired. */
public final class ForwardFeature implements AutoCloseable {
    /** A slot that moves is without an owner for far less; one whose node died for the session timeout, which callers then see. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ScheduledExecutorService timer;
    private final CachedChannels channels;
    private final Forwarder forwarder;

    private ForwardFeature(String nodeId, SlotOwnership ownership, RouteTable routes, ChannelFactory factory) {
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread named = new Thread(task, "forward");
            named.setDaemon(true);
            return named;
        });
        channels = new CachedChannels(routes, factory, timer);
        forwarder = new OwnerForwarder(nodeId, ownership, channels, timer, PATIENCE);
    }

    public static ForwardFeature create(
            String nodeId, SlotOwnership ownership, RouteTable routes, ChannelFactory factory) {
        return new ForwardFeature(nodeId, ownership, routes, factory);
    }

    public Forwarder forwarder() {
        return forwarder;
    }

    public NodeChannels channels() {
        return channels;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        channels.close();
    }
}
