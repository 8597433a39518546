package chat.core.session;

import chat.client.v1.CloseCode;
import chat.core.account.Identity;
import chat.core.account.TokenVerifier;
import chat.core.inbox.InboxPage;
import chat.core.inbox.Inboxes;
import chat.core.inbox.OpenInbox;
import chat.core.presence.Presences;
import chat.core.slot.SlotListener;
import chat.core.slot.SlotOwnership;
import chat.core.slot.SlotTenure;
import chat.gateway.v1.Attach;
import chat.runtime.error.ChatException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Which devices are attached, by the slots of their users that this node owns. Calls may come on any thread; state lives on the slots' threads. */
final class Sessions implements SlotListener, SessionCloser {
    private static final long SWEEP_SECONDS = 10;

    private final SlotOwnership ownership;
    private final Inboxes inboxes;
    private final Presences presences;
    private final Attaching attaching;
    private final Clock clock;
    private final SessionConfig config;
    private final SessionMetrics metrics;

    /** By slot; each element is touched on its slot's thread only. */
    private final @Nullable SlotSessions[] slots;

    Sessions(
            SlotOwnership ownership,
            Inboxes inboxes,
            Presences presences,
            TokenVerifier verifier,
            Clock clock,
            SessionConfig config,
            SessionMetrics metrics) {
        this.ownership = ownership;
        this.inboxes = inboxes;
        this.presences = presences;
        this.attaching = new Attaching(this, ownership, inboxes, verifier, config, metrics);
        this.clock = clock;
        this.config = config;
        this.metrics = metrics;
        this.slots = new SlotSessions[ownership.slots().count()];
    }

    void attach(Session session, Attach attach) {
        attaching.attach(session, attach);
    }

    @Nullable
    SlotSessions slotOf(long userId) {
        return slots[ownership.slots().of(userId)];
    }

    /** Enters a session for deliveries; on the slot thread. The device's older session, if there is one, is told to end. */
    void enter(SlotSessions slot, OpenInbox inbox, Session session, Identity who, boolean moved) {
        UserDevices devices = slot.user(who.userId());
        if (devices == null) {
            devices = new UserDevices(inbox);
            slot.put(who.userId(), devices);
            presences.attached(who.userId(), moved);
        }
        Session older = devices.of(who.deviceId());
        devices.put(who.deviceId(), session);
        metrics.sessions(1);
        if (older != null) {
            metrics.sessions(-1);
            if (!older.isSameConnection(session)) {
                older.stream()
                        .kick(older, CloseCode.CLOSE_CODE_REPLACED, "a newer connection of this device took over");
            }
        }
    }

    /** The session's client or stream is gone. Any thread; the session was marked before. */
    void detach(Session session) {
        onThread(session, this::remove);
    }

    private void onThread(Session session, BiConsumer<Session, Identity> step) {
        Identity who = session.identity();
        if (who != null) {
            inboxes.threadOf(who.userId()).execute(() -> step.accept(session, who));
        }
    }

    private void remove(Session session, Identity who) {
        SlotSessions slot = slotOf(who.userId());
        UserDevices devices = slot == null ? null : slot.user(who.userId());
        if (slot != null && devices != null && devices.remove(who.deviceId(), session)) {
            metrics.sessions(-1);
            presences.active(who.userId(), session.heardAtMillis());
            if (devices.isEmpty()) {
                slot.remove(who.userId());
                presences.detached(who.userId());
            }
        }
    }

    /** The user's devices if this very session is attached; on the slot thread. */
    private @Nullable UserDevices devicesOf(Session session, Identity who) {
        SlotSessions slot = slotOf(who.userId());
        UserDevices devices = slot == null ? null : slot.user(who.userId());
        return devices != null && devices.of(who.deviceId()) == session ? devices : null;
    }

    void confirm(Session session, long position) {
        onThread(session, (attached, who) -> {
            UserDevices devices = devicesOf(attached, who);
            if (devices == null) {
                return;
            }
            try {
                devices.inbox().confirm(who.deviceId(), position);
            } catch (ChatException invalid) {
                remove(attached, who);
                attached.stream().kick(attached, CloseCode.CLOSE_CODE_PROTOCOL_ERROR, invalid.detail());
            }
        });
    }

    CompletionStage<InboxPage> pull(Session session, long after, int limit) {
        CompletableFuture<InboxPage> page = new CompletableFuture<>();
        if (session.identity() == null) {
            page.completeExceptionally(GatewayStream.notAttached());
            return page;
        }
        onThread(session, (attached, who) -> {
            UserDevices devices = devicesOf(attached, who);
            if (devices == null) {
                page.completeExceptionally(GatewayStream.notAttached());
                return;
            }
            devices.inbox().pull(after, limit).whenComplete((found, failure) -> {
                if (failure == null) {
                    page.complete(found);
                } else {
                    page.completeExceptionally(failure);
                }
            });
        });
        return page;
    }

    /** Delivers the inbox's last entry once more, so that a session that lost deliveries sees the gap. */
    void tellEnd(Session session) {
        onThread(session, (attached, who) -> {
            UserDevices devices = devicesOf(attached, who);
            long last = devices == null ? 0 : devices.inbox().lastPosition();
            if (devices != null && last > 0) {
                devices.inbox().pull(last - 1, 1).thenAccept(page -> {
                    if (!page.messages().isEmpty() && !attached.isGone()) {
                        attached.stream()
                                .deliver(
                                        attached,
                                        page.firstPosition(),
                                        0,
                                        page.messages().get(0));
                    }
                });
            }
        });
    }

    @Override
    public void close(long userId, long deviceId, CloseCode code, String detail) {
        inboxes.threadOf(userId).execute(() -> close(userId, code, detail, device -> device == deviceId));
    }

    @Override
    public void closeOthers(long userId, long exceptDeviceId, CloseCode code, String detail) {
        inboxes.threadOf(userId).execute(() -> close(userId, code, detail, device -> device != exceptDeviceId));
    }

    private void close(long userId, CloseCode code, String detail, LongPredicate which) {
        SlotSessions slot = slotOf(userId);
        UserDevices devices = slot == null ? null : slot.user(userId);
        if (devices != null) {
            devices.byDevice().forEach((deviceId, session) -> {
                if (which.test(deviceId)) {
                    remove(session, new Identity(userId, deviceId));
                    session.stream().kick(session, code, detail);
                }
            });
        }
    }

    // ---- slots

    @Override
    public CompletionStage<Void> acquired(SlotTenure tenure) {
        SlotSessions slot = new SlotSessions(tenure);
        slots[tenure.slot()] = slot;
        sweepLater(slot);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> releasing(SlotTenure tenure) {
        return CompletableFuture.completedFuture(null); // sessions stay attached until the slot has gone
    }

    @Override
    public void lost(SlotTenure tenure) {
        SlotSessions slot = slots[tenure.slot()];
        if (slot == null || slot.tenure().epoch() != tenure.epoch()) {
            return;
        }
        slots[tenure.slot()] = null;
        List<Session> all = slot.all();
        Map<GatewayStream, List<Session>> byStream = new HashMap<>();
        all.forEach(session -> byStream.computeIfAbsent(session.stream(), first -> new ArrayList<>())
                .add(session));
        byStream.forEach(GatewayStream::release);
        metrics.sessions(-all.size());
        metrics.released(all.size());
    }

    private void sweepLater(SlotSessions slot) {
        var unused = inboxes.threadOfSlot(slot.tenure().slot())
                .schedule(
                        () -> {
                            if (slots[slot.tenure().slot()] == slot) {
                                sweep(slot);
                                sweepLater(slot);
                            }
                        },
                        SWEEP_SECONDS,
                        TimeUnit.SECONDS);
    }

    /** Drops sessions that nobody has heard of, and tells presence of the others. */
    private void sweep(SlotSessions slot) {
        long now = clock.millis();
        for (Session session : slot.all()) {
            Identity who = session.identity();
            if (who == null) {
                continue;
            }
            if (now - session.heardAtMillis() > config.silence().toMillis()) {
                metrics.silent();
                remove(session, who);
                session.stream().release(List.of(session)); // if it is alive after all, its gateway attaches it again
            } else {
                presences.active(who.userId(), session.heardAtMillis());
            }
        }
    }
}
