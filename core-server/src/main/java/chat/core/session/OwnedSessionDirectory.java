package chat.core.session;

import chat.core.inbox.Inboxes;
import chat.core.inbox.OpenInbox;
import chat.core.presence.Presences;
import chat.core.session.UserSessions.DeviceSession;
import chat.core.slot.SlotOwnership;
import chat.runtime.error.ChatException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@link SessionDirectory} of what this node owns. */
final class OwnedSessionDirectory implements SessionDirectory {
    private final SlotOwnership ownership;
    private final Inboxes inboxes;
    private final Presences presences;
    private final Sessions sessions;

    OwnedSessionDirectory(SlotOwnership ownership, Inboxes inboxes, Presences presences, Sessions sessions) {
        this.ownership = ownership;
        this.inboxes = inboxes;
        this.presences = presences;
        this.sessions = sessions;
    }

    @Override
    public CompletionStage<UserSessions> sessions(long userId) {
        try {
            ownership.tenure(ownership.slots().of(userId));
        } catch (ChatException notOwned) {
            return CompletableFuture.failedFuture(notOwned);
        }
        CompletableFuture<UserSessions> found = new CompletableFuture<>();
        inboxes.threadOf(userId).execute(() -> inboxes.open(userId).whenComplete((inbox, failure) -> {
            if (failure != null) {
                found.completeExceptionally(failure);
                return;
            }
            long lastPosition = inbox.lastPosition();
            Map<Long, DeviceSession> devices = devices(userId, inbox);
            presences.get(userId).whenComplete((presence, unknown) -> {
                if (unknown == null) {
                    found.complete(new UserSessions(presence, lastPosition, devices));
                } else {
                    found.completeExceptionally(unknown);
                }
            });
        }));
        return found;
    }

    private Map<Long, DeviceSession> devices(long userId, OpenInbox inbox) {
        Map<Long, DeviceSession> devices = new HashMap<>();
        inbox.cursors().forEach((deviceId, cursor) -> devices.put(deviceId, new DeviceSession(cursor, "", null)));
        SlotSessions slot = sessions.slotOf(userId);
        UserDevices attached = slot == null ? null : slot.user(userId);
        if (attached != null) {
            attached.byDevice()
                    .forEach((deviceId, session) -> devices.put(
                            deviceId,
                            new DeviceSession(
                                    inbox.cursor(deviceId).orElse(0),
                                    session.stream().gatewayId(),
                                    session.attachedAt())));
        }
        return devices;
    }
}
