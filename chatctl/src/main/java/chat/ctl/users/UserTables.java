package chat.ctl.users;

import chat.channel.v1.Channel;
import chat.channel.v1.ChannelKind;
import chat.channel.v1.Member;
import chat.ctl.output.Table;
import chat.ctl.output.Table.Column;
import chat.ctl.output.Times;
import chat.operator.v1.DeviceStatus;
import chat.operator.v1.GetUserResponse;
import chat.presence.v1.PresenceState;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An account for people: what it is, then its devices, then its channels. */
final class UserTables {
    private final PrintWriter out;

    UserTables(PrintWriter out) {
        this.out = out;
    }

    void print(GetUserResponse user, @Nullable List<Channel> channels) {
        account(user);
        if (user.getDevicesCount() > 0) {
            out.println();
            devices(user);
        }
        if (channels != null) {
            out.println();
            channels(user.getProfile().getUserId(), channels);
        }
    }

    private void account(GetUserResponse user) {
        Table table = new Table(out, Column.text("FIELD"), Column.text("VALUE"));
        table.row("user id", user.getProfile().getUserId());
        table.row("username", user.getProfile().getUsername());
        table.row("display name", user.getProfile().getDisplayName());
        table.row("created", Times.cell(user.getCreatedAtMillis()));
        table.row("deleted", user.getDeletedAtMillis() == 0 ? "no" : Times.cell(user.getDeletedAtMillis()));
        table.row("imported", user.getImported() ? "yes, nobody can log in" : "no");
        table.row("presence", presence(user));
        table.row("last position", user.getLastPosition());
        table.row("slot", user.getSlot());
        table.row("owner", user.getOwner().isEmpty() ? "none at this moment" : user.getOwner());
        table.flush();
    }

    private static String presence(GetUserResponse user) {
        if (!user.hasPresence()) {
            return "not known";
        }
        if (user.getPresence().getState() == PresenceState.PRESENCE_STATE_ONLINE) {
            return "online";
        }
        long last = user.getPresence().getLastActiveAtMillis();
        return last == 0 ? "offline" : "offline, last active " + Times.cell(last);
    }

    private void devices(GetUserResponse user) {
        Table table = new Table(
                out,
                Column.number("DEVICE"),
                Column.text("NAME"),
                Column.text("LAST SEEN"),
                Column.number("CURSOR"),
                Column.number("BEHIND"),
                Column.text("GATEWAY"),
                Column.text("ATTACHED"));
        for (DeviceStatus status : user.getDevicesList()) {
            table.row(
                    status.getDevice().getDeviceId(),
                    status.getDevice().getName(),
                    Times.cell(status.getDevice().getLastSeenAtMillis()),
                    status.getCursor(),
                    Math.max(0, user.getLastPosition() - status.getCursor()),
                    status.getGatewayId(),
                    Times.cell(status.getAttachedAtMillis()));
        }
        table.flush();
    }

    private void channels(long userId, List<Channel> channels) {
        Table table = new Table(
                out,
                Column.number("CHANNEL"),
                Column.text("KIND"),
                Column.text("ROLE"),
                Column.number("MEMBERS"),
                Column.text("CREATED"),
                Column.text("TITLE"));
        for (Channel channel : channels) {
            table.row(
                    channel.getChannelId(),
                    channel.getKind() == ChannelKind.CHANNEL_KIND_DIRECT ? "direct" : "group",
                    role(userId, channel),
                    channel.getMembersCount(),
                    Times.cell(channel.getCreatedAtMillis()),
                    channel.getTitle());
        }
        table.flush();
    }

    private static String role(long userId, Channel channel) {
        for (Member member : channel.getMembersList()) {
            if (member.getUserId() == userId) {
                return member.getRole().name().replace("MEMBER_ROLE_", "");
            }
        }
        return "-";
    }
}
