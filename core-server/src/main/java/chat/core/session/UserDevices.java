package chat.core.session;

import chat.core.inbox.InboxSubscriber;
import chat.core.inbox.OpenInbox;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The attached devices of one user: each is sent every entry. Slot thread only. */
final class UserDevices implements InboxSubscriber {
    private final OpenInbox inbox;
    private final Map<Long, Session> byDevice = new HashMap<>();

    UserDevices(OpenInbox inbox) {
        this.inbox = inbox;
    }

    OpenInbox inbox() {
        return inbox;
    }

    @Nullable
    Session of(long deviceId) {
        return byDevice.get(deviceId);
    }

    void put(long deviceId, Session session) {
        byDevice.put(deviceId, session);
        inbox.subscribe(this);
    }

    /** False when the device has another session by now. */
    boolean remove(long deviceId, Session session) {
        boolean removed = byDevice.remove(deviceId, session);
        if (byDevice.isEmpty()) {
            inbox.subscribe(null);
        }
        return removed;
    }

    boolean isEmpty() {
        return byDevice.isEmpty();
    }

    Collection<Session> sessions() {
        return new ArrayList<>(byDevice.values());
    }

    Map<Long, Session> byDevice() {
        return Map.copyOf(byDevice);
    }

    @Override
    public void appended(long position, long messageId, ByteString message) {
        for (Session session : byDevice.values()) {
            session.stream().deliver(session, position, messageId, message);
        }
    }
}
