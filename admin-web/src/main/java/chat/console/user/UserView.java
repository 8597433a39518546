package chat.console.user;

import chat.console.page.Times;
import chat.operator.v1.DeviceStatus;
import chat.operator.v1.GetUserResponse;
import chat.presence.v1.PresenceState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An account as the page shows it.
 *
 * @param title display name, else user name
 * @param state {@code ONLINE}, {@code OFFLINE}, {@code IMPORTED} or {@code DELETED}: the most telling one
 * @param owner core node that owns the slot; empty when none does
 */
record UserView(
        long id,
        String username,
        String title,
        String state,
        boolean imported,
        Times.@Nullable Moment created,
        Times.@Nullable Moment deleted,
        Times.@Nullable Moment lastActive,
        long lastPosition,
        int slot,
        String owner,
        List<DeviceRow> devices) {

    static UserView of(GetUserResponse user, Times times) {
        String name = user.getProfile().getDisplayName();
        return new UserView(
                user.getProfile().getUserId(),
                user.getProfile().getUsername(),
                name.isBlank() ? user.getProfile().getUsername() : name,
                state(user),
                user.getImported(),
                times.moment(user.getCreatedAtMillis()),
                times.moment(user.getDeletedAtMillis()),
                times.moment(user.getPresence().getLastActiveAtMillis()),
                user.getLastPosition(),
                user.getSlot(),
                user.getOwner(),
                user.getDevicesList().stream()
                        .map(device -> DeviceRow.of(device, user.getLastPosition(), times))
                        .toList());
    }

    private static String state(GetUserResponse user) {
        if (user.getDeletedAtMillis() != 0) {
            return "DELETED";
        }
        if (user.getImported()) {
            return "IMPORTED";
        }
        return user.getPresence().getState() == PresenceState.PRESENCE_STATE_ONLINE ? "ONLINE" : "OFFLINE";
    }

    /**
     * One device.
     *
     * @param behind entries of the inbox that it has not confirmed yet; negative when it claims to be ahead, which can't be
     * @param gateway that it is attached to; empty when it is not
     */
    record DeviceRow(
            long id,
            String name,
            Times.@Nullable Moment created,
            Times.@Nullable Moment lastSeen,
            long cursor,
            long behind,
            String gateway,
            Times.@Nullable Moment attached) {

        static DeviceRow of(DeviceStatus status, long lastPosition, Times times) {
            return new DeviceRow(
                    status.getDevice().getDeviceId(),
                    status.getDevice().getName(),
                    times.moment(status.getDevice().getCreatedAtMillis()),
                    times.moment(status.getDevice().getLastSeenAtMillis()),
                    status.getCursor(),
                    lastPosition - status.getCursor(),
                    status.getGatewayId(),
                    times.moment(status.getAttachedAtMillis()));
        }
    }
}
