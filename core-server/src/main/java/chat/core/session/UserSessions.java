package chat.core.session;

import chat.presence.v1.Presence;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a user's owner knows of the user's devices.
 *
 * @param presence whether they are there
 * @param lastPosition the last position of their inbox
 * @param devices by device id; devices without cursor and session may be left out
 */
public record UserSessions(Presence presence, long lastPosition, Map<Long, DeviceSession> devices) {
    public UserSessions {
        devices = Map.copyOf(devices);
    }

    /**
     * One device.
     *
     * @param cursor the highest position that it confirmed
     * @param gatewayId the gateway that it is attached to; empty when it is not
     * @param attachedAt since when; null when it is not attached
     */
    public record DeviceSession(long cursor, String gatewayId, @Nullable Instant attachedAt) {}
}
