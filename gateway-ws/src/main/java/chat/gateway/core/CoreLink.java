package chat.gateway.core;

import chat.gateway.metrics.GatewayMetrics;
import chat.gateway.v1.Confirm;
import chat.gateway.v1.ConnectRequest;
import chat.gateway.v1.ConnectResponse;
import chat.gateway.v1.CoreFrame;
import chat.gateway.v1.GatewayFrame;
import chat.gateway.v1.GatewayServiceGrpc;
import chat.gateway.v1.Register;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream to one core node. Frames of one turn of the router loop travel as one message; none is sent while gRPC is not ready
 * for it. A broken stream is opened again with back-off, for as long as the map names the node. Router loop only.
 *
 * <p>The queue is bounded by what can be asked: one attach or pull a session, the latest confirmed position a session, and the
 * sends that {@link SendLanes} lets in.
 */
final class CoreLink {
    private static final Logger LOG = LoggerFactory.getLogger(CoreLink.class);
    private static final Backoff REOPEN = new Backoff(50, 2_000);
    private static final int MAX_BATCH_FRAMES = 512;
    private static final int MAX_BATCH_BYTES = 512 << 10;
    /** Bytes that gRPC may hold for the socket before it is not ready. */
    private static final int READY_BYTES = 256 << 10;
    /** Messages of the core that may be on their way through the event loops; the core's own flow control does the rest. */
    private static final int INBOUND_WINDOW = 16;

    /** What a link tells its router. */
    interface Events {
        void up(CoreLink link);

        /** Pending requests have been told already. */
        void down(CoreLink link, Turn turn);

        /** A frame that answers no request: delivery, kick, released. */
        void arrived(CoreLink link, CoreFrame frame, Turn turn);
    }

    /** Who waits for the answer to a request; one of the two is called, once. */
    interface Pending {
        void answered(CoreFrame frame, Turn turn);

        /** The stream broke ({@code timedOut} false), or the core took too long. The outcome is not known. */
        void lost(boolean timedOut, Turn turn);
    }

    private record InFlight(Pending pending, long expiresAtNanos) {}

    private final CoreNode node;
    private final Register register;
    private final ManagedChannel channel;
    private final EventExecutor loop;
    private final long timeoutNanos;
    private final Events events;
    private final GatewayMetrics metrics;

    private final Deque<GatewayFrame> queue = new ArrayDeque<>();
    /** By session: only the latest matters. */
    private final Map<Long, Long> confirms = new LinkedHashMap<>();
    /** By request id, oldest first. */
    private final Map<Long, InFlight> inFlight = new LinkedHashMap<>();

    private @Nullable Stream stream;
    private boolean up;
    private boolean closed;
    private boolean flushScheduled;
    private int failures;
    private long lastRequestId;

    CoreLink(
            CoreNode node,
            Register register,
            ManagedChannel channel,
            EventExecutor loop,
            long timeoutNanos,
            Events events,
            GatewayMetrics metrics) {
        this.node = node;
        this.register = register;
        this.channel = channel;
        this.loop = loop;
        this.timeoutNanos = timeoutNanos;
        this.events = events;
        this.metrics = metrics;
    }

    CoreNode node() {
        return node;
    }

    boolean isUp() {
        return up;
    }

    int queued() {
        return queue.size() + confirms.size();
    }

    void open() {
        if (closed) {
            return;
        }
        channel.resetConnectBackoff();
        Stream next = new Stream();
        stream = next;
        GatewayServiceGrpc.newStub(channel).withOnReadyThreshold(READY_BYTES).connect(next);
    }

    /** Ends the link for good. */
    void close(Turn turn) {
        closed = true;
        Stream current = stream;
        if (current != null) {
            flush();
            stream = null;
            current.requests().onCompleted();
            fallDown(turn);
        }
    }

    long nextRequestId() {
        return ++lastRequestId;
    }

    /** Sends a frame that holds {@code requestId}; the link must be up. */
    void request(long requestId, GatewayFrame frame, Pending pending) {
        inFlight.put(requestId, new InFlight(pending, System.nanoTime() + timeoutNanos));
        post(frame);
    }

    /** Sends a frame that has no answer; dropped when the link is down. */
    void post(GatewayFrame frame) {
        if (up) {
            queue.add(frame);
            scheduleFlush();
        }
    }

    void confirm(long sessionId, long position) {
        if (up) {
            confirms.merge(sessionId, position, Math::max);
            scheduleFlush();
        }
    }

    /** Gives up on what the core has not answered in time. */
    void expire(long nowNanos, Turn turn) {
        List<Pending> late = new ArrayList<>();
        Iterator<InFlight> oldest = inFlight.values().iterator();
        while (oldest.hasNext()) {
            InFlight request = oldest.next();
            if (request.expiresAtNanos() - nowNanos > 0) {
                break;
            }
            oldest.remove();
            late.add(request.pending());
        }
        late.forEach(pending -> pending.lost(true, turn));
    }

    private void scheduleFlush() {
        if (!flushScheduled) {
            flushScheduled = true;
            loop.execute(() -> {
                flushScheduled = false;
                flush();
            });
        }
    }

    private void flush() {
        Stream current = stream;
        if (current == null || !up) {
            return;
        }
        confirms.forEach((session, position) -> queue.add(GatewayFrame.newBuilder()
                .setConfirm(Confirm.newBuilder().setSessionId(session).setPosition(position))
                .build()));
        confirms.clear();
        while (!queue.isEmpty() && current.requests().isReady()) {
            ConnectRequest.Builder batch = ConnectRequest.newBuilder();
            int bytes = 0;
            while (!queue.isEmpty() && batch.getFramesCount() < MAX_BATCH_FRAMES && bytes < MAX_BATCH_BYTES) {
                GatewayFrame frame = queue.remove();
                bytes += frame.getSerializedSize();
                batch.addFrames(frame);
            }
            current.requests().onNext(batch.build());
        }
        metrics.linkQueue(node.nodeId(), queued());
    }

    private void ready(Stream from) {
        if (from != stream) {
            return;
        }
        if (!up) {
            up = true;
            LOG.atInfo()
                    .addKeyValue("event", "core.link.up")
                    .log("core {} at {} reached", node.nodeId(), node.address());
            metrics.linkUp(node.nodeId(), true);
            from.requests()
                    .onNext(ConnectRequest.newBuilder()
                            .addFrames(GatewayFrame.newBuilder().setRegister(register))
                            .build());
            events.up(this);
        }
        flush();
    }

    private void arrived(Stream from, ConnectResponse response) {
        if (from != stream) {
            return;
        }
        failures = 0;
        Turn turn = new Turn();
        for (CoreFrame frame : response.getFramesList()) {
            InFlight request = inFlight.remove(requestIdOf(frame));
            if (request != null) {
                request.pending().answered(frame, turn);
            } else {
                events.arrived(this, frame, turn);
            }
        }
        turn.run(() -> from.requests().request(1));
    }

    private static long requestIdOf(CoreFrame frame) {
        return switch (frame.getFrameCase()) {
            case ATTACHED -> frame.getAttached().getRequestId();
            case SENT -> frame.getSent().getRequestId();
            case REJECTED -> frame.getRejected().getRequestId();
            case PAGE -> frame.getPage().getRequestId();
            case DELIVERY, KICK, RELEASED, FRAME_NOT_SET -> 0;
        };
    }

    private void broken(Stream from, String why) {
        if (from != stream) {
            return;
        }
        stream = null;
        Turn turn = new Turn();
        if (up) {
            LOG.atWarn()
                    .addKeyValue("event", "core.link.broken")
                    .log(
                            "stream to core {} at {} broke: {}; its sessions are attached anew",
                            node.nodeId(),
                            node.address(),
                            why);
        }
        fallDown(turn);
        turn.run();
        failures++;
        schedule(this::open, REOPEN.millis(failures));
    }

    private void fallDown(Turn turn) {
        boolean wasUp = up;
        up = false;
        metrics.linkUp(node.nodeId(), false);
        queue.clear();
        confirms.clear();
        metrics.linkQueue(node.nodeId(), 0);
        List<InFlight> lost = new ArrayList<>(inFlight.values());
        inFlight.clear();
        lost.forEach(request -> request.pending().lost(false, turn));
        if (wasUp) {
            events.down(this, turn);
        }
    }

    private void schedule(Runnable step, long millis) {
        loop.schedule(step, millis, TimeUnit.MILLISECONDS).addListener(RouterLoop::logFailure);
    }

    /** One life of the stream; hands what gRPC says to the router loop. */
    private final class Stream implements ClientResponseObserver<ConnectRequest, ConnectResponse> {
        private @Nullable ClientCallStreamObserver<ConnectRequest> requests;

        ClientCallStreamObserver<ConnectRequest> requests() {
            ClientCallStreamObserver<ConnectRequest> started = requests;
            if (started == null) {
                throw new IllegalStateException("beforeStart comes first");
            }
            return started;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<ConnectRequest> started) {
            requests = started;
            started.disableAutoRequestWithInitial(INBOUND_WINDOW);
            started.setOnReadyHandler(() -> onLoop(() -> ready(this)));
        }

        @Override
        public void onNext(ConnectResponse response) {
            onLoop(() -> arrived(this, response));
        }

        @Override
        public void onError(Throwable thrown) {
            onLoop(() -> broken(this, String.valueOf(thrown.getMessage())));
        }

        @Override
        public void onCompleted() {
            onLoop(() -> broken(this, "the core ended it"));
        }

        private void onLoop(Runnable step) {
            try {
                loop.execute(step);
            } catch (RejectedExecutionException stopped) {
                LOG.debug("the router loop has stopped");
            }
        }
    }
}
