package chat.gateway.core;

import chat.error.v1.Error;
import chat.error.v1.ErrorReason;
import chat.gateway.v1.CoreFrame;
import chat.gateway.v1.GatewayFrame;
import chat.gateway.v1.Send;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries sends to the owners of their channels. A <i>lane</i> is one session's sends to one channel: one is under way at a time, so
 * that they keep their order also when the first must be repeated. A send is repeated, under its client message id and hence
 * without doubling, while nobody owns its channel or the stream breaks; after the deadline its sender is told to try again.
 * Router loop only.
 */
final class SendLanes {
    private static final Backoff REPEAT = new Backoff(20, 250);

    private final Links links;
    private final EventExecutor loop;
    private final CoreConfig config;

    /** By session, then by channel. */
    private final Map<Long, Map<Long, Lane>> lanes = new HashMap<>();
    /** Oldest first, and so the next to expire first; finished ones leave when they come to the front. */
    private final Deque<Held> byAge = new ArrayDeque<>();

    private int heldCount;
    private long heldBytes;

    SendLanes(Links links, EventExecutor loop, CoreConfig config) {
        this.links = links;
        this.loop = loop;
        this.config = config;
    }

    /** Sends in flight or held. */
    int held() {
        return heldCount;
    }

    void submit(SessionPeer peer, Send send, SendReply reply, Turn turn) {
        int bytes = send.getSerializedSize();
        if (heldCount >= config.maxHeldSends() || heldBytes + bytes > config.maxHeldSendBytes()) {
            Error full = RouteErrors.error(
                    ErrorReason.ERROR_REASON_OVERLOADED,
                    "this gateway holds " + heldCount + " sends that the cores have not taken yet; try again");
            turn.tell(peer, () -> reply.failed(full));
            return;
        }
        Held held = new Held(
                peer,
                send,
                reply,
                bytes,
                System.nanoTime() + config.sendDeadline().toNanos());
        heldCount++;
        heldBytes += bytes;
        byAge.add(held);
        Lane lane = lanes.computeIfAbsent(peer.id(), first -> new HashMap<>())
                .computeIfAbsent(send.getChannelId(), channel -> new Lane(peer.id(), channel));
        lane.sends.add(held);
        if (lane.sends.size() == 1) {
            dispatch(lane);
        }
    }

    /** The client is gone: what was not sent yet never will be; what is under way happens, unheard. */
    void forget(long sessionId) {
        Map<Long, Lane> gone = lanes.remove(sessionId);
        if (gone != null) {
            for (Lane lane : gone.values()) {
                lane.sends.forEach(this::release);
                lane.sends.clear();
            }
        }
    }

    void expire(long nowNanos, Turn turn) {
        for (Held oldest = byAge.peek(); oldest != null; oldest = byAge.peek()) {
            if (!oldest.done && oldest.deadlineNanos - nowNanos > 0) {
                return;
            }
            byAge.remove();
            if (!oldest.done) {
                expire(oldest, turn);
            }
        }
    }

    private void expire(Held held, Turn turn) {
        Error why = held.lastError != null && !held.everSent
                ? held.lastError
                : RouteErrors.error(
                        held.everSent ? ErrorReason.ERROR_REASON_TIMEOUT : ErrorReason.ERROR_REASON_NO_OWNER,
                        "the channel's core did not answer within "
                                + config.sendDeadline().toMillis()
                                + " ms; whether the text was kept is not known: send it again under the same client message id");
        turn.tell(held.peer, () -> held.reply.failed(why));
        Lane lane = laneOf(held);
        release(held);
        if (lane != null) {
            boolean wasFirst = lane.sends.peek() == held;
            lane.sends.remove(held);
            if (wasFirst) {
                next(lane);
            }
        }
    }

    private @Nullable Lane laneOf(Held held) {
        Send send = held.send;
        Map<Long, Lane> ofSession = lanes.get(held.peer.id());
        return send == null || ofSession == null ? null : ofSession.get(send.getChannelId());
    }

    private void dispatch(Lane lane) {
        Held held = lane.sends.peek();
        if (held == null || held.send == null) {
            return;
        }
        CoreLink link = links.toOwnerOf(lane.channelId);
        if (link == null) {
            repeatLater(lane, held);
            return;
        }
        long requestId = link.nextRequestId();
        held.everSent = true;
        link.request(
                requestId,
                GatewayFrame.newBuilder()
                        .setSend(held.send.toBuilder().setRequestId(requestId))
                        .build(),
                new CoreLink.Pending() {
                    @Override
                    public void answered(CoreFrame frame, Turn turn) {
                        settle(lane, held, frame, turn);
                    }

                    @Override
                    public void lost(boolean timedOut, Turn turn) {
                        if (!held.done && lane.sends.peek() == held) {
                            repeatLater(lane, held);
                        }
                    }
                });
    }

    private void settle(Lane lane, Held held, CoreFrame frame, Turn turn) {
        if (held.done || lane.sends.peek() != held) {
            return; // given up on meanwhile
        }
        if (frame.hasSent()) {
            turn.tell(held.peer, () -> held.reply.sent(frame.getSent()));
        } else {
            Error error = frame.hasRejected()
                    ? frame.getRejected().getError()
                    : RouteErrors.error(
                            ErrorReason.ERROR_REASON_INTERNAL, "a core answered a send with " + frame.getFrameCase());
            if (RouteErrors.isAboutTheWay(error.getReason())) {
                held.everSent = false; // a refusal is a known outcome
                held.lastError = error;
                if (error.getReason() == ErrorReason.ERROR_REASON_NOT_OWNER) {
                    links.misrouted(lane.channelId, error.getOwner());
                }
                repeatLater(lane, held);
                return;
            }
            turn.tell(held.peer, () -> held.reply.failed(error));
        }
        release(held);
        lane.sends.remove();
        next(lane);
    }

    private void next(Lane lane) {
        if (!lane.sends.isEmpty()) {
            dispatch(lane);
            return;
        }
        Map<Long, Lane> ofSession = lanes.get(lane.sessionId);
        if (ofSession != null && ofSession.remove(lane.channelId, lane) && ofSession.isEmpty()) {
            lanes.remove(lane.sessionId);
        }
    }

    private void repeatLater(Lane lane, Held held) {
        held.attempts++;
        loop.schedule(
                        () -> {
                            if (!held.done && lane.sends.peek() == held) {
                                dispatch(lane);
                            }
                        },
                        REPEAT.millis(held.attempts),
                        TimeUnit.MILLISECONDS)
                .addListener(RouterLoop::logFailure);
    }

    private void release(Held held) {
        if (!held.done) {
            held.done = true;
            held.send = null;
            heldCount--;
            heldBytes -= held.bytes;
        }
    }

    /** One session's sends to one channel, the first of them under way or waiting to be repeated. */
    private static final class Lane {
        final long sessionId;
        final long channelId;
        final Deque<Held> sends = new ArrayDeque<>();

        Lane(long sessionId, long channelId) {
            this.sessionId = sessionId;
            this.channelId = channelId;
        }
    }

    /** One send. */
    private static final class Held {
        final SessionPeer peer;
        final SendReply reply;
        final int bytes;
        final long deadlineNanos;
        /** Null when done, so that the text can go. */
        @Nullable
        Send send;

        @Nullable
        Error lastError;

        /** True when a core may have kept it without our knowing. */
        boolean everSent;

        boolean done;
        int attempts;

        Held(SessionPeer peer, Send send, SendReply reply, int bytes, long deadlineNanos) {
            this.peer = peer;
            this.send = send;
            this.reply = reply;
            this.bytes = bytes;
            this.deadlineNanos = deadlineNanos;
        }
    }
}
