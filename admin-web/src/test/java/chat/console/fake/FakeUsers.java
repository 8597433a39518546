package chat.console.fake;

import chat.account.v1.Device;
import chat.account.v1.Profile;
import chat.channel.v1.Channel;
import chat.channel.v1.ChannelKind;
import chat.channel.v1.Member;
import chat.channel.v1.MemberRole;
import chat.error.v1.ErrorReason;
import chat.operator.v1.DeviceStatus;
import chat.operator.v1.GetUserRequest;
import chat.operator.v1.GetUserResponse;
import chat.operator.v1.ListUserChannelsRequest;
import chat.operator.v1.ListUserChannelsResponse;
import chat.operator.v1.UserAdminServiceGrpc;
import chat.presence.v1.Presence;
import chat.presence.v1.PresenceState;
import chat.runtime.error.ChatException;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Knows the accounts that it was given; Ann, with two devices and 120 channels, at first. */
public final class FakeUsers extends UserAdminServiceGrpc.UserAdminServiceImplBase {
    public static final long ANN = 1_757_000_000_000_000_001L;
    public static final long BOB = 1_757_000_000_000_000_002L;

    private static final int CHANNELS = 120;

    private final FakeCore core;
    private final Map<Long, GetUserResponse> users = new ConcurrentHashMap<>();
    private volatile int channels = CHANNELS;

    FakeUsers(FakeCore core) {
        this.core = core;
        reset();
    }

    void reset() {
        users.clear();
        channels = CHANNELS;
        add(ann().build());
    }

    public void add(GetUserResponse user) {
        users.put(user.getProfile().getUserId(), user);
    }

    public void setChannels(int count) {
        channels = count;
    }

    public static GetUserResponse.Builder ann() {
        long now = System.currentTimeMillis();
        return GetUserResponse.newBuilder()
                .setProfile(
                        Profile.newBuilder().setUserId(ANN).setUsername("ann").setDisplayName("Ann Ämil"))
                .setCreatedAtMillis(now - 31 * 86_400_000L)
                .setPresence(Presence.newBuilder()
                        .setUserId(ANN)
                        .setState(PresenceState.PRESENCE_STATE_ONLINE)
                        .setLastActiveAtMillis(now - 42_000))
                .addDevices(device(11, "Ann's phone", now)
                        .setCursor(4_211)
                        .setGatewayId("gateway-eu-1")
                        .setAttachedAtMillis(now - 3_600_000))
                .addDevices(device(12, "old tablet", now).setCursor(3_950))
                .setLastPosition(4_211)
                .setSlot(77)
                .setOwner("core-2");
    }

    private static DeviceStatus.Builder device(long id, String name, long now) {
        return DeviceStatus.newBuilder()
                .setDevice(Device.newBuilder()
                        .setDeviceId(id)
                        .setName(name)
                        .setCreatedAtMillis(now - 30 * 86_400_000L)
                        .setLastSeenAtMillis(now - id * 1_000_000));
    }

    @Override
    public void getUser(GetUserRequest request, StreamObserver<GetUserResponse> replies) {
        core.answer("GetUser", request, replies, () -> users.values().stream()
                .filter(user -> request.hasUserId()
                        ? user.getProfile().getUserId() == request.getUserId()
                        : user.getProfile().getUsername().equalsIgnoreCase(request.getUsername()))
                .findFirst()
                .orElseThrow(() -> new ChatException(ErrorReason.ERROR_REASON_USER_NOT_FOUND, "no such user")));
    }

    /** The page token is the number of the first channel. */
    @Override
    public void listUserChannels(ListUserChannelsRequest request, StreamObserver<ListUserChannelsResponse> replies) {
        core.answer("ListUserChannels", request, replies, () -> {
            int first = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
            int end = Math.min(channels, first + request.getPageSize());
            ListUserChannelsResponse.Builder page = ListUserChannelsResponse.newBuilder();
            for (int i = first; i < end; i++) {
                page.addChannels(channel(i, request.getUserId()));
            }
            return page.setNextPageToken(end < channels ? Integer.toString(end) : "")
                    .build();
        });
    }

    private static Channel channel(int number, long userId) {
        boolean direct = number % 3 == 1;
        return Channel.newBuilder()
                .setChannelId(FakeHistory.LUNCH + number)
                .setKind(direct ? ChannelKind.CHANNEL_KIND_DIRECT : ChannelKind.CHANNEL_KIND_GROUP)
                .setTitle(direct ? "" : "Group " + number)
                .addMembers(Member.newBuilder()
                        .setUserId(userId)
                        .setRole(direct ? MemberRole.MEMBER_ROLE_MEMBER : MemberRole.MEMBER_ROLE_OWNER))
                .addMembers(Member.newBuilder().setUserId(BOB).setRole(MemberRole.MEMBER_ROLE_MEMBER))
                .setCreatedAtMillis(1_760_000_000_000L + number * 60_000L)
                .build();
    }
}
