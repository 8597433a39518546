package chat.gateway.core;

import chat.gateway.metrics.GatewayMetrics;
import chat.gateway.v1.CoreFrame;
import chat.gateway.v1.Register;
import chat.gateway.v1.Send;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What sessions ask of the cores, each frame to the owner it needs. Its public methods may be called from any thread and do not
 * block; all state lives on one thread, the router loop. What one session asks stays in order.
 */
public final class CoreRouter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CoreRouter.class);
    private static final long TICK_MILLIS = 100;
    private static final long STOP_SECONDS = 3;

    private final CoreConfig config;
    private final Register register;
    private final CoreAddresses addresses;
    private final CoreChannels channels;
    private final GatewayMetrics metrics;
    private final EventExecutor loop = new DefaultEventExecutor(new DefaultThreadFactory("router", true));
    private final Routing routing = new Routing();
    private final RouteWatcher watcher;
    private final Attachments attachments;
    private final SendLanes sends;

    /** Router loop only. */
    private final Map<String, CoreLink> links = new HashMap<>();
    /** Router loop only. */
    private RouteTable routes = RouteTable.UNKNOWN;
    /** Written by the router loop, read for readiness. */
    private volatile boolean reachable;

    public CoreRouter(
            CoreConfig config,
            Register register,
            CoreAddresses addresses,
            CoreChannels channels,
            GatewayMetrics metrics) {
        this.config = config;
        this.register = register;
        this.addresses = addresses;
        this.channels = channels;
        this.metrics = metrics;
        this.watcher = new RouteWatcher(addresses, channels, loop, this::routesChanged);
        this.attachments = new Attachments(routing, loop, config);
        this.sends = new SendLanes(routing, loop, config);
    }

    /** Starts to look for cores; does not wait for one. */
    public void start() {
        loop.execute(watcher::start);
        every(TICK_MILLIS, this::tick);
        every(config.heartbeatInterval().toMillis(), attachments::heartbeat);
    }

    /** Whether the map is known and a core reached. Any thread. */
    public boolean isReachable() {
        return reachable;
    }

    /** Lets a session in; answered by {@link SessionPeer#attached} or {@link SessionPeer#refused}. */
    public void attach(SessionPeer peer, String accessToken, OptionalLong cursor) {
        onLoop(turn -> attachments.open(peer, accessToken, cursor, turn));
    }

    /** Ends a session. */
    public void detach(long sessionId) {
        onLoop(turn -> {
            sends.forget(sessionId);
            attachments.close(sessionId);
        });
    }

    /** Sends a text; its request id is set here. */
    public void send(SessionPeer peer, Send send, SendReply reply) {
        onLoop(turn -> sends.submit(peer, send, reply, turn));
    }

    public void confirm(long sessionId, long position) {
        onLoop(turn -> attachments.confirm(sessionId, position));
    }

    /** Asks for entries; answered by {@link SessionPeer#page}, {@link SessionPeer#pullFailed} or {@link SessionPeer#detached}. */
    public void pull(long sessionId, long after, int limit) {
        onLoop(turn -> attachments.pull(sessionId, after, limit));
    }

    @Override
    public void close() {
        onLoop(turn -> {
            watcher.stop();
            links.values().forEach(link -> link.close(turn));
            links.clear();
        });
        if (!loop.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("the router loop is still busy");
        }
    }

    private interface Step {
        void run(Turn turn);
    }

    private void onLoop(Step step) {
        try {
            loop.execute(() -> {
                Turn turn = new Turn();
                step.run(turn);
                turn.run();
            });
        } catch (RejectedExecutionException stopped) {
            LOG.debug("the router loop has stopped");
        }
    }

    private void every(long millis, Runnable step) {
        loop.scheduleWithFixedDelay(step, millis, millis, TimeUnit.MILLISECONDS).addListener(RouterLoop::logFailure);
    }

    private void tick() {
        Turn turn = new Turn();
        long now = System.nanoTime();
        links.values().forEach(link -> link.expire(now, turn));
        sends.expire(now, turn);
        turn.run();
        metrics.heldSends(sends.held());
    }

    private void routesChanged(RouteTable next) {
        routes = next;
        Turn turn = new Turn();
        Set<String> gone = new HashSet<>(links.keySet());
        for (CoreNode node : next.nodes()) {
            CoreLink known = links.get(node.nodeId());
            if (known == null || !known.node().equals(node)) {
                open(node, turn);
            }
            gone.remove(node.nodeId());
        }
        for (String nodeId : gone) {
            CoreLink link = links.remove(nodeId);
            if (link != null) {
                link.close(turn);
                metrics.linkGone(nodeId);
            }
        }
        addresses.routed(next.nodes().stream().map(CoreNode::address).toList());
        channels.keepOnly(addresses.all());
        attachments.routesChanged(turn);
        turn.run();
        publish();
    }

    private void open(CoreNode node, Turn turn) {
        CoreLink link = new CoreLink(
                node,
                register,
                channels.get(node.address()),
                loop,
                config.requestTimeout().toNanos(),
                routing,
                metrics);
        CoreLink before = links.put(node.nodeId(), link);
        if (before != null) {
            before.close(turn);
        }
        link.open();
    }

    private void publish() {
        reachable = routes.isKnown() && routing.any() != null;
    }

    /** What the parts of the router know of each other. Router loop only. */
    private final class Routing implements Links, CoreLink.Events {
        @Override
        public @Nullable CoreLink toOwnerOf(long id) {
            CoreNode owner = routes.ownerOf(id);
            CoreLink link = owner == null ? null : links.get(owner.nodeId());
            return link != null && link.isUp() ? link : null;
        }

        @Override
        public @Nullable CoreLink any() {
            for (CoreLink link : links.values()) {
                if (link.isUp()) {
                    return link;
                }
            }
            return null;
        }

        @Override
        public void misrouted(long id, String ownerNodeId) {
            routes = routes.withOwner(id, ownerNodeId);
            watcher.suspect();
        }

        @Override
        public void up(CoreLink link) {
            publish();
            Turn turn = new Turn();
            attachments.routesChanged(turn);
            turn.run();
        }

        @Override
        public void down(CoreLink link, Turn turn) {
            attachments.linkDown(link, turn);
            publish();
        }

        @Override
        public void arrived(CoreLink link, CoreFrame frame, Turn turn) {
            switch (frame.getFrameCase()) {
                case DELIVERY -> attachments.delivered(link, frame.getDelivery(), turn);
                case KICK -> attachments.kicked(link, frame.getKick(), turn);
                case RELEASED -> attachments.released(link, frame.getReleased().getSessionIdsList(), turn);
                case ATTACHED, SENT, REJECTED, PAGE, FRAME_NOT_SET ->
                    LOG.debug(
                            "core {}: an answer nobody waits for any more",
                            link.node().nodeId());
            }
        }
    }
}
