package chat.core.session;

import chat.client.v1.CloseCode;
import chat.core.message.MessageSender;
import chat.error.v1.ErrorReason;
import chat.gateway.v1.Attach;
import chat.gateway.v1.ConnectRequest;
import chat.gateway.v1.ConnectResponse;
import chat.gateway.v1.CoreFrame;
import chat.gateway.v1.GatewayFrame;
import chat.gateway.v1.Kick;
import chat.gateway.v1.Page;
import chat.gateway.v1.Pull;
import chat.gateway.v1.Rejected;
import chat.gateway.v1.Released;
import chat.gateway.v1.Send;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import com.google.protobuf.ByteString;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One gateway's stream: takes its frames in order, answers, and writes while the transport takes it. Frames come on one thread at a time; everything else is
 * safe from any thread.
 */
final class GatewayStream {
    private static final Logger log = LoggerFactory.getLogger(GatewayStream.class);

    private final Line line;
    private final Executor writer;
    private final Sessions users;
    private final MessageSender sender;
    private final Clock clock;
    private final SessionConfig config;
    private final SessionMetrics metrics;
    private final Outbox outbox;
    private final Map<Long, Session> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger openRequests = new AtomicInteger();
    private final AtomicBoolean writing = new AtomicBoolean();
    private final AtomicBoolean readPaused = new AtomicBoolean();
    private volatile String gatewayId = "";
    private volatile boolean closed;

    /** The transport below. */
    interface Line {
        boolean isReady();

        /** Called by one thread at a time. */
        void write(ConnectResponse frames);

        /** Lets the next request come. */
        void read();

        /** Ends the stream. As {@link #write}. */
        void complete();

        /** Ends the stream with a failure. As {@link #write}. */
        void fail(ChatException reason);
    }

    /** @param writer runs what writes to the line, one task after the other */
    GatewayStream(
            Line line,
            Executor writer,
            Sessions users,
            MessageSender sender,
            Clock clock,
            SessionConfig config,
            SessionMetrics metrics) {
        this.line = line;
        this.writer = writer;
        this.users = users;
        this.sender = sender;
        this.clock = clock;
        this.config = config;
        this.metrics = metrics;
        this.outbox = new Outbox(config.maxQueuedBytes());
    }

    String gatewayId() {
        return gatewayId;
    }

    // ---- from the gateway

    void received(ConnectRequest request) {
        for (GatewayFrame frame : request.getFramesList()) {
            if (closed) {
                return;
            }
            received(frame);
        }
        if (outbox.isFull()) {
            readPaused.set(true); // answers wait: no more requests until the gateway has read them
            write();
        } else {
            line.read();
        }
    }

    private void received(GatewayFrame frame) {
        if (gatewayId.isEmpty() != frame.hasRegister()) {
            fail("the first frame of a stream, and no other, is `register`");
            return;
        }
        switch (frame.getFrameCase()) {
            case REGISTER -> register(frame.getRegister().getGatewayId());
            case ATTACH -> attach(frame.getAttach());
            case DETACH -> detach(frame.getDetach().getSessionId());
            case SEND -> send(frame.getSend());
            case CONFIRM ->
                confirm(frame.getConfirm().getSessionId(), frame.getConfirm().getPosition());
            case PULL -> pull(frame.getPull());
            case HEARTBEAT -> heard(frame.getHeartbeat().getSessionIdsList());
            case FRAME_NOT_SET -> {
                // of a later version: what it asks for is not answered
            }
        }
    }

    private void fail(String why) {
        end();
        writer.execute(() -> line.fail(new ChatException(ErrorReason.ERROR_REASON_FIELD_INVALID, why)));
    }

    private void register(String id) {
        if (id.isEmpty()) {
            fail("register.gateway_id is empty; it must be the gateway's node id");
            return;
        }
        gatewayId = id;
        metrics.stream(1);
        log.info("event=gateway_stream_opened gateway={}", id);
    }

    private void attach(Attach attach) {
        if (!admit("attach", attach.getRequestId())) {
            return;
        }
        Session session = new Session(this, attach.getSessionId(), attach.getOpenedAtMillis(), clock.instant());
        Session before = sessions.put(session.id(), session);
        if (before != null) {
            leave(before);
        }
        users.attach(session, attach);
    }

    private void detach(long sessionId) {
        Session session = sessions.remove(sessionId);
        if (session != null) {
            leave(session);
        }
    }

    private void leave(Session session) {
        session.leave();
        outbox.forget(session);
        users.detach(session);
    }

    private void send(Send send) {
        if (!admit("send", send.getRequestId())) {
            return;
        }
        sender.send(send).whenComplete((sent, failure) -> {
            if (failure == null) {
                answer(CoreFrame.newBuilder()
                        .setSent(sent.toBuilder().setRequestId(send.getRequestId()))
                        .build());
            } else {
                reject("send", send.getRequestId(), failure);
            }
        });
    }

    private void confirm(long sessionId, long position) {
        Session session = sessions.get(sessionId);
        if (session != null) {
            session.heard(clock.millis());
            users.confirm(session, position);
        }
    }

    private void pull(Pull pull) {
        if (!admit("pull", pull.getRequestId())) {
            return;
        }
        Session session = sessions.get(pull.getSessionId());
        if (session == null) {
            reject("pull", pull.getRequestId(), notAttached());
            return;
        }
        users.pull(session, pull.getAfter(), pull.getLimit()).whenComplete((page, failure) -> {
            if (failure == null) {
                answer(CoreFrame.newBuilder()
                        .setPage(Page.newBuilder()
                                .setRequestId(pull.getRequestId())
                                .setSessionId(pull.getSessionId())
                                .setFirstPosition(page.firstPosition())
                                .addAllMessages(page.messages())
                                .setLastPosition(page.lastPosition()))
                        .build());
            } else {
                reject("pull", pull.getRequestId(), failure);
            }
        });
    }

    static ChatException notAttached() {
        return new ChatException(
                ErrorReason.ERROR_REASON_NO_OWNER, "the session is not attached to this core; attach it again");
    }

    private void heard(List<Long> sessionIds) {
        long now = clock.millis();
        for (long id : sessionIds) {
            Session session = sessions.get(id);
            if (session != null) {
                session.heard(now);
            }
        }
    }

    private boolean admit(String request, long requestId) {
        if (openRequests.incrementAndGet() > config.maxOpenRequests()) {
            reject(
                    request,
                    requestId,
                    new ChatException(
                            ErrorReason.ERROR_REASON_OVERLOADED,
                            "this gateway has " + config.maxOpenRequests() + " requests open; try again"));
            return false;
        }
        return true;
    }

    // ---- to the gateway

    /** Answers a request that was let in. */
    void answer(CoreFrame frame) {
        openRequests.decrementAndGet();
        post(frame);
    }

    /** Answers an attach: deliveries to the session follow. */
    void attached(Session session, CoreFrame frame) {
        openRequests.decrementAndGet();
        if (!closed) {
            outbox.addBefore(session, frame);
            write();
        }
    }

    void reject(String request, long requestId, Throwable failure) {
        if (Errors.unnamed(failure)) {
            log.error("event=gateway_request_failed request={} gateway={}", request, gatewayId, failure);
        }
        ChatException named = Errors.toChatException(failure);
        if (!request.equals("attach")) {
            metrics.rejected(request, named.reason());
        }
        answer(CoreFrame.newBuilder()
                .setRejected(Rejected.newBuilder().setRequestId(requestId).setError(Errors.toError(named)))
                .build());
    }

    /** The session was not let in: its id is free again. */
    void rejectedAttach(Session session, long requestId, Throwable failure) {
        session.leave();
        sessions.remove(session.id(), session);
        reject("attach", requestId, failure);
    }

    void deliver(Session session, long position, long messageId, ByteString message) {
        if (closed) {
            return;
        }
        boolean queued = outbox.deliver(session, position, messageId, message) == Outbox.Offered.QUEUED;
        metrics.delivered(queued);
        write();
    }

    /** Ends a session: its client is told why. */
    void kick(Session session, CloseCode code, String detail) {
        sessions.remove(session.id(), session);
        session.leave();
        outbox.forget(session);
        metrics.kicked(code);
        post(CoreFrame.newBuilder()
                .setKick(Kick.newBuilder()
                        .setSessionId(session.id())
                        .setCloseCode(code.getNumber())
                        .setDetail(detail))
                .build());
    }

    /** Tells the gateway that this node no longer serves these sessions. */
    void release(List<Session> released) {
        Released.Builder frame = Released.newBuilder();
        for (Session session : released) {
            sessions.remove(session.id(), session);
            session.leave();
            outbox.forget(session);
            frame.addSessionIds(session.id());
        }
        post(CoreFrame.newBuilder().setReleased(frame).build());
    }

    private void post(CoreFrame frame) {
        if (!closed) {
            outbox.add(frame);
            write();
        }
    }

    /** Something waits, or the transport takes more. */
    void write() {
        if (!closed && writing.compareAndSet(false, true)) {
            writer.execute(this::drain);
        }
    }

    private void drain() {
        writing.set(false); // what is added from here on finds its own drain
        while (!closed && line.isReady()) {
            ConnectResponse frames = outbox.next();
            if (frames == null) {
                break;
            }
            line.write(frames);
        }
        if (!closed && !outbox.isFull() && readPaused.compareAndSet(true, false)) {
            line.read();
        }
        for (Session session : outbox.caughtUp()) {
            users.tellEnd(session);
        }
    }

    /** The gateway has sent its last frame. */
    void completed() {
        if (!closed) {
            end();
            writer.execute(line::complete);
        }
    }

    /** The stream is over, from either side: its sessions are detached. */
    void end() {
        if (closed) {
            return;
        }
        closed = true;
        if (!gatewayId.isEmpty()) {
            metrics.stream(-1);
            log.info("event=gateway_stream_closed gateway={} sessions={}", gatewayId, sessions.size());
        }
        List<Session> all = new ArrayList<>(sessions.values());
        sessions.clear();
        all.forEach(this::leave);
    }
}
