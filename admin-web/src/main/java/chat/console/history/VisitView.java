package chat.console.history;

import chat.channel.v1.Channel;
import chat.channel.v1.ChannelKind;
import chat.channel.v1.Member;
import chat.channel.v1.MemberRole;
import chat.console.page.Names;
import chat.console.page.Times;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What stands above a channel's history.
 *
 * @param title of a group; for a direct channel the names of the two
 * @param importName its name in the source of an import; empty when it was not imported
 * @param members the more they may the earlier
 */
record VisitView(
        long channelId,
        String title,
        boolean direct,
        String importName,
        Times.@Nullable Moment created,
        long revision,
        List<MemberRow> members,
        String reason,
        Times.Moment since,
        Times.Moment readAt) {

    /**
     * One member.
     *
     * @param role as in {@code OWNER}; empty for a plain member
     */
    record MemberRow(long id, String name, String username, String role) {}

    static VisitView of(Visit visit, Times times) {
        Channel channel = visit.channel().getChannel();
        Names names = new Names(visit.channel().getProfilesList());
        boolean direct = channel.getKind() == ChannelKind.CHANNEL_KIND_DIRECT;
        return new VisitView(
                channel.getChannelId(),
                direct
                        ? channel.getMembersList().stream()
                                .map(member -> Names.isolate(names.of(member.getUserId())))
                                .collect(Collectors.joining(" and "))
                        : channel.getTitle(),
                direct,
                visit.channel().getImportName(),
                times.moment(channel.getCreatedAtMillis()),
                channel.getRevision(),
                channel.getMembersList().stream()
                        .sorted(Comparator.comparing(Member::getRoleValue).reversed())
                        .map(member -> new MemberRow(
                                member.getUserId(),
                                names.of(member.getUserId()),
                                names.username(member.getUserId()),
                                role(member.getRole())))
                        .toList(),
                visit.reason(),
                times.moment(visit.since()),
                times.moment(visit.readAt()));
    }

    private static String role(MemberRole role) {
        return switch (role) {
            case MEMBER_ROLE_OWNER -> "OWNER";
            case MEMBER_ROLE_ADMIN -> "ADMIN";
            case MEMBER_ROLE_MEMBER, MEMBER_ROLE_UNSPECIFIED, UNRECOGNIZED -> "";
        };
    }
}
