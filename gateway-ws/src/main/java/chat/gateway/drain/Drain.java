package chat.gateway.drain;

import chat.client.v1.CloseCode;
import chat.discovery.v1.DiscoveryServiceGrpc;
import chat.discovery.v1.Gateway;
import chat.discovery.v1.ListGatewaysRequest;
import chat.gateway.core.CallContext;
import chat.gateway.core.CoreCalls;
import chat.gateway.session.Session;
import chat.gateway.session.Sessions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties a gateway that stops: each client gets {@code reconnect} with a moment of its own and another gateway, its sends are answered, then its
 * socket is closed. Blocks the thread that stops the process, never longer than the configured time.
 */
public final class Drain {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
    private static final Duration DISCOVERY = Duration.ofSeconds(2);
    private static final long POLL_MILLIS = 20;

    private final DrainConfig config;
    private final String nodeId;
    private final String region;
    private final Sessions sessions;
    private final CoreCalls calls;
    private final AtomicBoolean leaving = new AtomicBoolean();

    public Drain(DrainConfig config, String nodeId, String region, Sessions sessions, CoreCalls calls) {
        this.config = config;
        this.nodeId = nodeId;
        this.region = region;
        this.sessions = sessions;
        this.calls = calls;
    }

    /** True from the moment at which the gateway takes no more WebSockets. */
    public boolean isLeaving() {
        return leaving.get();
    }

    /** Takes no more WebSockets and is not ready any more. */
    public void begin() {
        leaving.set(true);
    }

    /** After the notice time, sends every client away. */
    public void run() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(config.notice().toMillis());
        long end = System.nanoTime() + config.timeout().toNanos();
        int before = sessions.count();
        List<String> elsewhere = before == 0 ? List.of() : elsewhere();
        for (Session session : sessions.all()) {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            long delay = random.nextLong(config.spread().toMillis() + 1);
            String url = elsewhere.isEmpty() ? "" : elsewhere.get(random.nextInt(elsewhere.size()));
            session.executor().execute(() -> session.leave(delay, url));
        }
        while (sessions.count() > 0 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        int cutOff = sessions.count();
        for (Session session : sessions.all()) {
            session.executor().execute(() -> session.end(CloseCode.CLOSE_CODE_RECONNECT, "this gateway is stopping"));
        }
        LOG.atInfo()
                .addKeyValue("event", "drain.done")
                .log(
                        "{} sessions sent to {} other gateways, {} of them cut off with sends unanswered",
                        before,
                        elsewhere.size(),
                        cutOff);
    }

    /** The other gateways of this region, or, if there are none, those of all regions. */
    private List<String> elsewhere() throws InterruptedException {
        try {
            List<Gateway> others = calls
                    .call(
                            DiscoveryServiceGrpc.getListGatewaysMethod(),
                            ListGatewaysRequest.newBuilder().setRegion(region).build(),
                            new CallContext(Optional.empty(), "drain-" + nodeId, ""))
                    .toCompletableFuture()
                    .get(DISCOVERY.toMillis(), TimeUnit.MILLISECONDS)
                    .getGatewaysList()
                    .stream()
                    .filter(gateway -> !gateway.getGatewayId().equals(nodeId))
                    .toList();
            boolean near =
                    others.stream().anyMatch(gateway -> gateway.getRegion().equals(region));
            return others.stream()
                    .filter(gateway -> !near || gateway.getRegion().equals(region))
                    .map(Gateway::getWebsocketUrl)
                    .toList();
        } catch (ExecutionException | TimeoutException noAnswer) {
            LOG.info("no other gateway is known ({}): clients ask discovery themselves", noAnswer.getMessage());
            return List.of();
        }
    }
}
