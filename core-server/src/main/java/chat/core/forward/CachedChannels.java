package chat.core.forward;

import chat.core.cluster.RouteTable;
import chat.core.cluster.Routes;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import chat.runtime.grpc.ChannelFactory;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One channel a node, for as long as its address is in the routes. */
final class CachedChannels implements NodeChannels, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CachedChannels.class);

    private static final Duration LINGER = Duration.ofSeconds(2);

    private final ScheduledExecutorService timer;
    private final RouteTable routes;
    private final ChannelFactory factory;
    private final Map<String, Open> open = new ConcurrentHashMap<>();
    private final Consumer<Routes> dropGone = this::dropGone;

    private record Open(String address, ManagedChannel channel) {}

    CachedChannels(RouteTable routes, ChannelFactory factory, ScheduledExecutorService timer) {
        this.timer = timer;
        this.routes = routes;
        this.factory = factory;
        routes.addListener(dropGone);
    }

    @Override
    public ManagedChannel to(String nodeId) {
        String address = routes.current().addresses().get(nodeId);
        if (address == null) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_CORE_UNREACHABLE, "no live core node is called " + nodeId + "; try again");
        }
        return open.compute(nodeId, (id, present) -> {
                    if (present != null && present.address().equals(address)) {
                        return present;
                    }
                    if (present != null) {
                        close(present);
                    }
                    return new Open(address, open(address));
                })
                .channel();
    }

    @Override
    public void close() {
        routes.removeListener(dropGone);
        open.values().forEach(each -> each.channel().shutdownNow());
        open.clear();
    }

    private ManagedChannel open(String address) {
        try {
            return factory.open(address);
        } catch (IOException tls) {
            throw new UncheckedIOException("no channel to " + address + ": the TLS files can't be read", tls);
        }
    }

    private void dropGone(Routes now) {
        open.forEach((id, each) -> {
            if (!each.address().equals(now.addresses().get(id)) && open.remove(id, each)) {
                log.atInfo().addKeyValue("event", "channel.closed").log("{} at {} has left", id, each.address());
                close(each);
            }
        });
    }

    /** What is under way gets a little time: the node may have lost its session only. */
    private void close(Open gone) {
        gone.channel().shutdown();
        if (!timer.isShutdown()) {
            var unused = timer.schedule(() -> gone.channel().shutdownNow(), LINGER.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
