package chat.console.fake;

import chat.account.v1.Profile;
import chat.channel.v1.Channel;
import chat.channel.v1.ChannelKind;
import chat.channel.v1.Member;
import chat.channel.v1.MemberRole;
import chat.error.v1.ErrorReason;
import chat.message.v1.Direction;
import chat.message.v1.MembershipChange;
import chat.message.v1.Message;
import chat.message.v1.TitleChange;
import chat.operator.v1.GetChannelRequest;
import chat.operator.v1.GetChannelResponse;
import chat.operator.v1.HistoryAdminServiceGrpc;
import chat.operator.v1.ListMessagesRequest;
import chat.operator.v1.ListMessagesResponse;
import chat.runtime.error.ChatException;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** One group, {@link #LUNCH}, with the messages that it was given: ids 1001, 1002, ..., a minute apart. Page tokens are offsets. */
public final class FakeHistory extends HistoryAdminServiceGrpc.HistoryAdminServiceImplBase {
    public static final long LUNCH = 1_758_000_000_000_000_000L;
    public static final long CID = 1_757_000_000_000_000_003L;
    public static final long FIRST_ID = 1_001;
    public static final long FIRST_MILLIS = 1_763_971_200_000L; // 2025-11-24T08:00:00Z

    private final FakeCore core;
    private final List<Message> messages = new CopyOnWriteArrayList<>();

    FakeHistory(FakeCore core) {
        this.core = core;
    }

    void reset() {
        messages.clear();
    }

    public Message say(long sender, String text) {
        return add(sender, Message.newBuilder().setText(text).setSenderDeviceId(11));
    }

    public Message change(long sender, MembershipChange.Kind kind, Long... users) {
        return add(
                sender,
                Message.newBuilder()
                        .setMembershipChange(MembershipChange.newBuilder()
                                .setKind(kind)
                                .setRole(kind == MembershipChange.Kind.KIND_ROLE_CHANGED ? "ADMIN" : "")
                                .addAllUserIds(List.of(users))));
    }

    public Message rename(long sender, String title) {
        return add(
                sender,
                Message.newBuilder().setTitleChange(TitleChange.newBuilder().setTitle(title)));
    }

    public void sayMany(int count) {
        List<Message> more = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            more.add(message(
                    messages.size() + i,
                    i % 2 == 0 ? FakeUsers.ANN : FakeUsers.BOB,
                    Message.newBuilder().setText("number " + i).setSenderDeviceId(11)));
        }
        messages.addAll(more);
    }

    private Message add(long sender, Message.Builder builder) {
        Message message = message(messages.size(), sender, builder);
        messages.add(message);
        return message;
    }

    private static Message message(int index, long sender, Message.Builder builder) {
        return builder.setMessageId(FIRST_ID + index)
                .setChannelId(LUNCH)
                .setSenderId(sender)
                .setSentAtMillis(FIRST_MILLIS + index * 60_000L)
                .build();
    }

    @Override
    public void getChannel(GetChannelRequest request, StreamObserver<GetChannelResponse> replies) {
        core.answer("GetChannel", request, replies, () -> {
            if (request.getChannelId() != LUNCH && !request.getImportName().equals("lunch.txt")) {
                throw new ChatException(ErrorReason.ERROR_REASON_CHANNEL_NOT_FOUND, "no such channel");
            }
            return GetChannelResponse.newBuilder()
                    .setChannel(Channel.newBuilder()
                            .setChannelId(LUNCH)
                            .setKind(ChannelKind.CHANNEL_KIND_GROUP)
                            .setTitle("Lunch & <b>more</b>")
                            .setRevision(3)
                            .setCreatedAtMillis(FIRST_MILLIS)
                            .addMembers(member(FakeUsers.BOB, MemberRole.MEMBER_ROLE_MEMBER))
                            .addMembers(member(FakeUsers.ANN, MemberRole.MEMBER_ROLE_OWNER)))
                    .addProfiles(profile(FakeUsers.ANN, "ann", "Ann Ämil"))
                    .addProfiles(profile(FakeUsers.BOB, "bob", ""))
                    .setImportName("lunch.txt")
                    .build();
        });
    }

    private static Member member(long user, MemberRole role) {
        return Member.newBuilder().setUserId(user).setRole(role).build();
    }

    private static Profile profile(long user, String username, String displayName) {
        return Profile.newBuilder()
                .setUserId(user)
                .setUsername(username)
                .setDisplayName(displayName)
                .build();
    }

    @Override
    public void listMessages(ListMessagesRequest request, StreamObserver<ListMessagesResponse> replies) {
        core.answer("ListMessages", request, replies, () -> list(request));
    }

    private ListMessagesResponse list(ListMessagesRequest request) {
        List<Message> inOrder = new ArrayList<>(messages);
        boolean newer = request.getDirection() == Direction.DIRECTION_NEWER;
        if (!newer) {
            Collections.reverse(inOrder);
        }
        List<Message> wanted = inOrder.stream()
                .filter(message -> isWanted(message, request, newer))
                .toList();
        int first = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
        int end = Math.min(wanted.size(), first + request.getPageSize());
        return ListMessagesResponse.newBuilder()
                .addAllMessages(wanted.subList(first, end))
                .setNextPageToken(end < wanted.size() ? Integer.toString(end) : "")
                .addProfiles(profile(FakeUsers.ANN, "ann", "Ann Ämil"))
                .addProfiles(profile(FakeUsers.BOB, "bob", ""))
                .build();
    }

    private static boolean isWanted(Message message, ListMessagesRequest request, boolean newer) {
        if (request.hasMessageId()) {
            return newer
                    ? message.getMessageId() > request.getMessageId()
                    : message.getMessageId() < request.getMessageId();
        }
        if (request.hasTimeMillis()) {
            return newer
                    ? message.getSentAtMillis() >= request.getTimeMillis()
                    : message.getSentAtMillis() <= request.getTimeMillis();
        }
        return true;
    }
}
