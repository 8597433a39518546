package chat.core.session;

import chat.core.inbox.InboxFixture;
import chat.gateway.v1.Confirm;
import chat.gateway.v1.CoreFrame;
import chat.gateway.v1.Detach;
import chat.gateway.v1.GatewayFrame;
import chat.gateway.v1.Page;
import chat.gateway.v1.Pull;
import chat.gateway.v1.Target;
import chat.message.v1.Message;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A device, and its gateway's part of the protocol: takes entries in order, pulls what it misses, attaches anew when it is released. */
final class SimulatedDevice {
    final long user;
    final long device;

    /** What it has seen, in order: position 1 first. */
    final List<Message> seen = new ArrayList<>();

    private @Nullable SimulatedGateway gateway;
    private long session;
    private boolean attached;
    private boolean pulling;
    private long last;
    private static long sessions;
    private static long requests;

    SimulatedDevice(long user, long device) {
        this.user = user;
        this.device = device;
    }

    boolean isAttached() {
        return attached;
    }

    void attach(SimulatedGateway to) {
        detach();
        gateway = to;
        session = ++sessions;
        to.attach(++requests, session, user, device, (long) seen.size());
    }

    void detach() {
        if (gateway != null) {
            gateway.send(GatewayFrame.newBuilder()
                    .setDetach(Detach.newBuilder().setSessionId(session))
                    .build());
        }
        gateway = null;
        attached = false;
        pulling = false;
    }

    void confirm() {
        if (attached && gateway != null) {
            gateway.send(GatewayFrame.newBuilder()
                    .setConfirm(Confirm.newBuilder().setSessionId(session).setPosition(seen.size()))
                    .build());
        }
    }

    /** Takes a frame if it is for this device. */
    void received(SimulatedGateway from, CoreFrame frame) {
        if (from != gateway) {
            return;
        }
        switch (frame.getFrameCase()) {
            case ATTACHED -> {
                if (frame.getAttached().getSessionId() == session) {
                    attached = true;
                    last = frame.getAttached().getLastPosition();
                }
            }
            case DELIVERY -> {
                for (Target target : frame.getDelivery().getTargetsList()) {
                    if (target.getSessionId() == session) {
                        if (!attached) {
                            throw new AssertionError("a delivery before `attached`");
                        }
                        last = Math.max(last, target.getPosition());
                        take(target.getPosition(), frame.getDelivery().getMessage());
                    }
                }
            }
            case PAGE -> {
                if (frame.getPage().getSessionId() == session) {
                    page(frame.getPage());
                }
            }
            case RELEASED -> {
                if (frame.getReleased().getSessionIdsList().contains(session)) {
                    gateway = null;
                    attached = false;
                    pulling = false;
                }
            }
            case KICK -> {
                if (frame.getKick().getSessionId() == session) {
                    throw new AssertionError("kicked: " + frame.getKick().getDetail());
                }
            }
            case REJECTED -> pulling = false; // of an attach or a pull: both are tried again
            default -> {}
        }
        pull();
    }

    private void take(long position, ByteString message) {
        if (position == seen.size() + 1) {
            seen.add(InboxFixture.parse(message));
        }
    }

    private void page(Page page) {
        pulling = false;
        last = Math.max(last, page.getLastPosition());
        if (page.getFirstPosition() > seen.size() + 1) {
            throw new AssertionError(
                    "device " + device + " has " + seen.size() + " and a page starts at " + page.getFirstPosition());
        }
        for (int i = 0; i < page.getMessagesCount(); i++) {
            take(page.getFirstPosition() + i, page.getMessages(i));
        }
    }

    void pull() {
        if (attached && !pulling && gateway != null && seen.size() < last) {
            pulling = true;
            gateway.send(GatewayFrame.newBuilder()
                    .setPull(Pull.newBuilder()
                            .setRequestId(++requests)
                            .setSessionId(session)
                            .setAfter(seen.size())
                            .setLimit(7))
                    .build());
        }
    }
}
