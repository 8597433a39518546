package chat.gateway.core;

import chat.client.v1.CloseCode;
import chat.error.v1.Error;
import chat.error.v1.ErrorReason;
import chat.gateway.core.Attachment.State;
import chat.gateway.frame.SharedMessage;
import chat.gateway.v1.Attach;
import chat.gateway.v1.Attached;
import chat.gateway.v1.CoreFrame;
import chat.gateway.v1.Delivery;
import chat.gateway.v1.Detach;
import chat.gateway.v1.GatewayFrame;
import chat.gateway.v1.Heartbeat;
import chat.gateway.v1.Identity;
import chat.gateway.v1.Kick;
import chat.gateway.v1.Pull;
import chat.gateway.v1.Target;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Keeps each session attached to the owner of its user, wherever that moves: when the map changes, a core lets go, or a stream
 * breaks, the session is attached anew by identity, from the last position that its socket has. The socket notices nothing.
 * Router loop only.
 */
final class Attachments {
    private static final Backoff REPEAT = new Backoff(40, 1_000);
    private static final int MAX_HEARTBEAT_SESSIONS = 1_000;
    /** When many sessions move at once they are spread over this much time a thousand of them. */
    private static final int SPREAD_MILLIS_A_THOUSAND = 100;

    private final Links links;
    private final EventExecutor loop;
    private final CoreConfig config;
    private final Map<Long, Attachment> bySession = new HashMap<>();
    private final Map<Device, Attachment> byDevice = new HashMap<>();

    private record Device(long userId, long deviceId) {}

    Attachments(Links links, EventExecutor loop, CoreConfig config) {
        this.links = links;
        this.loop = loop;
        this.config = config;
    }

    void open(SessionPeer peer, String accessToken, OptionalLong cursor, Turn turn) {
        Attachment session = new Attachment(peer, accessToken, cursor);
        session.userId = AccessTokenClaims.peek(accessToken).userId();
        session.giveUpAtNanos = System.nanoTime() + config.sendDeadline().toNanos();
        bySession.put(peer.id(), session);
        attach(session, turn);
    }

    /** The client is gone. */
    void close(long sessionId) {
        Attachment session = bySession.get(sessionId);
        if (session != null) {
            leave(session);
        }
    }

    void confirm(long sessionId, long position) {
        Attachment session = bySession.get(sessionId);
        if (session != null && session.state == State.ATTACHED && session.link != null) {
            session.link.confirm(sessionId, position);
        }
    }

    void pull(long sessionId, long after, int limit) {
        Attachment session = bySession.get(sessionId);
        if (session == null || session.state != State.ATTACHED || session.link == null) {
            return; // the session was told `detached`, or is about to be
        }
        CoreLink link = session.link;
        long requestId = link.nextRequestId();
        Pull pull = Pull.newBuilder()
                .setRequestId(requestId)
                .setSessionId(sessionId)
                .setAfter(after)
                .setLimit(limit)
                .build();
        link.request(requestId, GatewayFrame.newBuilder().setPull(pull).build(), new CoreLink.Pending() {
            @Override
            public void answered(CoreFrame frame, Turn turn) {
                pulled(session, link, after, frame, turn);
            }

            @Override
            public void lost(boolean timedOut, Turn turn) {
                if (timedOut && session.isAttachedTo(link)) {
                    Error late = RouteErrors.error(ErrorReason.ERROR_REASON_TIMEOUT, "a pull had no answer");
                    turn.tell(session.peer, () -> session.peer.pullFailed(late));
                }
            }
        });
    }

    /** The map changed: whoever is with the wrong core, or waits for one, moves. */
    void routesChanged(Turn turn) {
        List<Attachment> moving = new ArrayList<>();
        for (Attachment session : bySession.values()) {
            if (session.state == State.ATTACHED) {
                CoreLink owner = links.toOwnerOf(session.userId);
                if (owner != null && owner != session.link) {
                    detachFromCore(session);
                    moving.add(session);
                }
            }
        }
        move(moving, turn);
    }

    void linkDown(CoreLink link, Turn turn) {
        List<Attachment> moving = new ArrayList<>();
        for (Attachment session : bySession.values()) {
            if (session.isAttachedTo(link)) {
                moving.add(session);
            }
        }
        move(moving, turn);
    }

    void released(CoreLink link, List<Long> sessionIds, Turn turn) {
        List<Attachment> moving = new ArrayList<>();
        for (long id : sessionIds) {
            Attachment session = bySession.get(id);
            if (session != null && session.isAttachedTo(link)) {
                moving.add(session);
            }
        }
        move(moving, turn);
    }

    void delivered(CoreLink link, Delivery delivery, Turn turn) {
        SharedMessage message = new SharedMessage(delivery.getMessage());
        for (Target target : delivery.getTargetsList()) {
            Attachment session = bySession.get(target.getSessionId());
            if (session != null && session.isAttachedTo(link)) {
                long position = target.getPosition();
                turn.tell(session.peer, () -> session.peer.delivered(position, message));
            }
        }
    }

    void kicked(CoreLink link, Kick kick, Turn turn) {
        Attachment session = bySession.get(kick.getSessionId());
        if (session != null && session.link == link) {
            forget(session);
            turn.tell(session.peer, () -> session.peer.kicked(kick.getCloseCode(), kick.getDetail()));
        }
    }

    void heartbeat() {
        Map<CoreLink, List<Long>> heard = new HashMap<>();
        for (Attachment session : bySession.values()) {
            if (session.state == State.ATTACHED && session.link != null && session.peer.takeHeard()) {
                heard.computeIfAbsent(session.link, first -> new ArrayList<>()).add(session.peer.id());
            }
        }
        heard.forEach((link, sessions) -> {
            for (int from = 0; from < sessions.size(); from += MAX_HEARTBEAT_SESSIONS) {
                int to = Math.min(sessions.size(), from + MAX_HEARTBEAT_SESSIONS);
                link.post(GatewayFrame.newBuilder()
                        .setHeartbeat(Heartbeat.newBuilder().addAllSessionIds(sessions.subList(from, to)))
                        .build());
            }
        });
    }

    private void move(List<Attachment> sessions, Turn turn) {
        long spread = Math.max(20, (long) sessions.size() * SPREAD_MILLIS_A_THOUSAND / 1_000);
        for (Attachment session : sessions) {
            wait(session);
            session.giveUpAtNanos = System.nanoTime() + config.attachDeadline().toNanos();
            turn.tell(session.peer, session.peer::detached);
            later(session, ThreadLocalRandom.current().nextLong(spread));
        }
    }

    private static void wait(Attachment session) {
        session.state = State.WAITING;
        session.link = null;
        session.attempts = 0;
    }

    private void attach(Attachment session, Turn turn) {
        CoreLink link = session.userId != 0 ? links.toOwnerOf(session.userId) : links.any();
        if (link == null) {
            again(
                    session,
                    turn,
                    RouteErrors.error(
                            ErrorReason.ERROR_REASON_NO_OWNER,
                            "no core that can be reached owns this account at the moment"));
            return;
        }
        session.state = State.ATTACHING;
        session.link = link;
        long requestId = link.nextRequestId();
        link.request(
                requestId,
                GatewayFrame.newBuilder()
                        .setAttach(attachFrame(session, requestId))
                        .build(),
                new CoreLink.Pending() {
                    @Override
                    public void answered(CoreFrame frame, Turn answerTurn) {
                        attachAnswered(session, link, frame, answerTurn);
                    }

                    @Override
                    public void lost(boolean timedOut, Turn lostTurn) {
                        if (!session.gone && session.state == State.ATTACHING) {
                            if (timedOut) {
                                detachFromCore(session);
                            }
                            again(
                                    session,
                                    lostTurn,
                                    RouteErrors.error(
                                            ErrorReason.ERROR_REASON_CORE_UNREACHABLE,
                                            "the account's core did not answer"));
                        }
                    }
                });
    }

    private static Attach.Builder attachFrame(Attachment session, long requestId) {
        Attach.Builder attach = Attach.newBuilder()
                .setRequestId(requestId)
                .setSessionId(session.peer.id())
                .setOpenedAtMillis(session.peer.openedAtMillis());
        if (session.known) {
            return attach.setIdentity(
                            Identity.newBuilder().setUserId(session.userId).setDeviceId(session.deviceId))
                    .setCursor(session.peer.lastWritten());
        }
        session.cursor.ifPresent(attach::setCursor);
        return attach.setAccessToken(session.accessToken);
    }

    private void attachAnswered(Attachment session, CoreLink link, CoreFrame frame, Turn turn) {
        if (session.gone) {
            return; // `detach` went after the request
        }
        if (frame.hasAttached()) {
            attached(session, link, frame.getAttached(), turn);
            return;
        }
        Error error = frame.hasRejected()
                ? frame.getRejected().getError()
                : RouteErrors.error(
                        ErrorReason.ERROR_REASON_INTERNAL, "a core answered an attach with " + frame.getFrameCase());
        boolean retry = session.known ? error.getRetryable() : RouteErrors.isAboutTheWay(error.getReason());
        if (error.getReason() == ErrorReason.ERROR_REASON_NOT_OWNER && session.userId != 0) {
            links.misrouted(session.userId, error.getOwner());
        }
        if (retry) {
            again(session, turn, error);
        } else {
            refuse(session, error, turn);
        }
    }

    private void attached(Attachment session, CoreLink link, Attached attached, Turn turn) {
        session.state = State.ATTACHED;
        session.known = true;
        session.attempts = 0;
        session.userId = attached.getUserId();
        session.deviceId = attached.getDeviceId();
        Attachment other = byDevice.put(new Device(session.userId, session.deviceId), session);
        if (other != null && other != session) {
            boolean otherIsNewer = other.peer.openedAtMillis() > session.peer.openedAtMillis();
            Attachment older = otherIsNewer ? session : other;
            if (otherIsNewer) {
                byDevice.put(new Device(session.userId, session.deviceId), other);
            }
            leave(older);
            turn.tell(
                    older.peer,
                    () -> older.peer.kicked(
                            CloseCode.CLOSE_CODE_REPLACED_VALUE, "a newer connection of this device took over"));
            if (otherIsNewer) {
                return;
            }
        }
        turn.tell(session.peer, () -> session.peer.attached(attached));
        CoreLink owner = links.toOwnerOf(session.userId);
        if (owner != null && owner != link) { // it moved while the answer was on its way
            detachFromCore(session);
            move(List.of(session), turn);
        }
    }

    private void pulled(Attachment session, CoreLink link, long after, CoreFrame frame, Turn turn) {
        if (session.gone || !session.isAttachedTo(link)) {
            return;
        }
        if (frame.hasPage()) {
            turn.tell(session.peer, () -> session.peer.page(after, frame.getPage()));
            return;
        }
        Error error = frame.getRejected().getError();
        if (RouteErrors.isAboutTheWay(error.getReason())) {
            if (error.getReason() == ErrorReason.ERROR_REASON_NOT_OWNER) {
                links.misrouted(session.userId, error.getOwner());
            }
            move(List.of(session), turn);
        } else {
            turn.tell(session.peer, () -> session.peer.pullFailed(error));
        }
    }

    private void again(Attachment session, Turn turn, Error why) {
        session.state = State.WAITING;
        session.link = null;
        session.attempts++;
        if (session.giveUpAtNanos - System.nanoTime() <= 0) {
            refuse(session, why, turn);
        } else {
            later(session, REPEAT.millis(session.attempts));
        }
    }

    private void later(Attachment session, long millis) {
        loop.schedule(
                        () -> {
                            if (!session.gone && session.state == State.WAITING) {
                                Turn turn = new Turn();
                                attach(session, turn);
                                turn.run();
                            }
                        },
                        millis,
                        TimeUnit.MILLISECONDS)
                .addListener(RouterLoop::logFailure);
    }

    private void refuse(Attachment session, Error error, Turn turn) {
        forget(session);
        turn.tell(session.peer, () -> session.peer.refused(error));
    }

    private void leave(Attachment session) {
        detachFromCore(session);
        forget(session);
    }

    private static void detachFromCore(Attachment session) {
        CoreLink link = session.link;
        if (link != null) {
            link.post(GatewayFrame.newBuilder()
                    .setDetach(Detach.newBuilder().setSessionId(session.peer.id()))
                    .build());
        }
    }

    private void forget(Attachment session) {
        session.gone = true;
        session.link = null;
        bySession.remove(session.peer.id(), session);
        byDevice.remove(new Device(session.userId, session.deviceId), session);
    }
}
