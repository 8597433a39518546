package chat.console.user;

import chat.channel.v1.Channel;
import chat.channel.v1.ChannelKind;
import chat.channel.v1.Member;
import chat.channel.v1.MemberRole;
import chat.console.page.Times;
import chat.operator.v1.ListUserChannelsResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of an account's channels.
 *
 * @param next token of the next page; empty when there is none
 * @param further true when this is not the first page
 */
record ChannelPage(List<Row> rows, String next, boolean further) {

    static ChannelPage of(ListUserChannelsResponse response, long userId, boolean further, Times times) {
        return new ChannelPage(
                response.getChannelsList().stream()
                        .map(channel -> Row.of(channel, userId, times))
                        .toList(),
                response.getNextPageToken(),
                further);
    }

    /**
     * One channel.
     *
     * @param title of a group; empty for a direct channel
     * @param other the other one in a direct channel; 0 when there is none, or for a group
     * @param role of the account in it, as in {@code OWNER}
     */
    record Row(
            long id,
            boolean direct,
            String title,
            long other,
            int members,
            String role,
            Times.@Nullable Moment created) {

        static Row of(Channel channel, long userId, Times times) {
            boolean direct = channel.getKind() == ChannelKind.CHANNEL_KIND_DIRECT;
            return new Row(
                    channel.getChannelId(),
                    direct,
                    channel.getTitle(),
                    direct ? other(channel, userId) : 0,
                    channel.getMembersCount(),
                    role(channel, userId),
                    times.moment(channel.getCreatedAtMillis()));
        }

        private static long other(Channel channel, long userId) {
            return channel.getMembersList().stream()
                    .mapToLong(Member::getUserId)
                    .filter(id -> id != userId)
                    .findFirst()
                    .orElse(0);
        }

        private static String role(Channel channel, long userId) {
            return channel.getMembersList().stream()
                    .filter(member -> member.getUserId() == userId)
                    .map(Member::getRole)
                    .filter(role -> role != MemberRole.UNRECOGNIZED)
                    .map(role -> role.name().substring("MEMBER_ROLE_".length()))
                    .findFirst()
                    .orElse("");
        }
    }
}
