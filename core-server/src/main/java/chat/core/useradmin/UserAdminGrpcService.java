package chat.core.useradmin;

import chat.account.v1.Device;
import chat.channel.v1.Channel;
import chat.core.account.Account;
import chat.core.account.Accounts;
import chat.core.audit.Audit;
import chat.core.audit.OperatorCaller;
import chat.core.channel.UserChannels;
import chat.core.forward.Forwarder;
import chat.core.page.PageLimits;
import chat.core.page.PageTokens;
import chat.core.session.SessionDirectory;
import chat.core.session.UserSessions;
import chat.core.session.UserSessions.DeviceSession;
import chat.core.slot.SlotOwnership;
import chat.error.v1.ErrorReason;
import chat.operator.v1.DeviceStatus;
import chat.operator.v1.GetUserRequest;
import chat.operator.v1.GetUserResponse;
import chat.operator.v1.ListUserChannelsRequest;
import chat.operator.v1.ListUserChannelsResponse;
import chat.operator.v1.UserAdminServiceGrpc;
import chat.runtime.error.ChatException;
import chat.runtime.grpc.UnaryReply;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** {@code chat.operator.v1.UserAdminService}. A user is shown by the owner of their slot, where their sessions are. */
public final class UserAdminGrpcService extends UserAdminServiceGrpc.UserAdminServiceImplBase {
    private static final String CHANNELS = "user-channels";
    private static final PageLimits LIMITS = new PageLimits(50, 200);
    private static final DeviceSession NOT_ATTACHED = new DeviceSession(0, "", null);

    private final Accounts accounts;
    private final UserChannels channels;
    private final SessionDirectory sessions;
    private final SlotOwnership ownership;
    private final Forwarder forwarder;
    private final Audit audit;
    private final PageTokens tokens;

    public UserAdminGrpcService(
            Accounts accounts,
            UserChannels channels,
            SessionDirectory sessions,
            SlotOwnership ownership,
            Forwarder forwarder,
            Audit audit,
            PageTokens tokens) {
        this.accounts = accounts;
        this.channels = channels;
        this.sessions = sessions;
        this.ownership = ownership;
        this.forwarder = forwarder;
        this.audit = audit;
        this.tokens = tokens;
    }

    @Override
    public void getUser(GetUserRequest request, StreamObserver<GetUserResponse> replies) {
        Context call = Context.current();
        UnaryReply.send(replies, () -> {
            OperatorCaller caller = OperatorCaller.current();
            return asked(request).thenCompose(account -> {
                int slot = ownership.slots().of(account.userId());
                return in(
                        call,
                        () -> forwarder.route(slot, request, UserAdminServiceGrpc.getGetUserMethod(), here -> {
                            var unused = ownership.tenure(slot); // or NOT_OWNER
                            return show(caller, account, slot);
                        }));
            });
        });
    }

    private CompletionStage<Account> asked(GetUserRequest request) {
        return switch (request.getWhoCase()) {
            case USER_ID -> accounts.find(request.getUserId());
            case USERNAME -> accounts.findByUsername(request.getUsername());
            case WHO_NOT_SET ->
                throw new ChatException(ErrorReason.ERROR_REASON_FIELD_MISSING, "say which user: user_id or username");
        };
    }

    private CompletionStage<GetUserResponse> show(OperatorCaller caller, Account account, int slot) {
        return audit.record(caller, "user.get", "user/" + account.userId(), "")
                .thenCompose(recorded -> accounts.devices(account.userId())
                        .thenCombine(
                                sessions.sessions(account.userId()),
                                (devices, known) -> response(account, slot, devices, known)));
    }

    private GetUserResponse response(Account account, int slot, List<Device> devices, UserSessions known) {
        String owner = ownership.owner(slot);
        GetUserResponse.Builder response = GetUserResponse.newBuilder()
                .setProfile(account.profile())
                .setCreatedAtMillis(account.createdAt().toEpochMilli())
                .setDeletedAtMillis(
                        account.deletedAt() == null ? 0 : account.deletedAt().toEpochMilli())
                .setImported(account.imported())
                .setPresence(known.presence())
                .setLastPosition(known.lastPosition())
                .setSlot(slot)
                .setOwner(owner == null ? "" : owner);
        for (Device device : devices) {
            DeviceSession session = known.devices().getOrDefault(device.getDeviceId(), NOT_ATTACHED);
            response.addDevices(DeviceStatus.newBuilder()
                    .setDevice(device)
                    .setCursor(session.cursor())
                    .setGatewayId(session.gatewayId())
                    .setAttachedAtMillis(
                            session.attachedAt() == null
                                    ? 0
                                    : session.attachedAt().toEpochMilli()));
        }
        return response.build();
    }

    @Override
    public void listUserChannels(ListUserChannelsRequest request, StreamObserver<ListUserChannelsResponse> replies) {
        UnaryReply.send(replies, () -> {
            OperatorCaller caller = OperatorCaller.current();
            int size = LIMITS.size(request.getPageSize());
            long after = request.getPageToken().isEmpty()
                    ? 0
                    : tokens.openNumber(request.getPageToken(), CHANNELS, request.getUserId());
            return accounts.find(request.getUserId())
                    .thenCompose(account -> audit.record(caller, "user.list-channels", "user/" + account.userId(), ""))
                    .thenCompose(recorded -> channels.list(request.getUserId(), after, size + 1))
                    .thenApply(found -> page(request, size, found));
        });
    }

    private ListUserChannelsResponse page(ListUserChannelsRequest request, int size, List<Channel> found) {
        List<Channel> page = found.subList(0, Math.min(size, found.size()));
        ListUserChannelsResponse.Builder response =
                ListUserChannelsResponse.newBuilder().addAllChannels(page);
        if (found.size() > size) {
            response.setNextPageToken(
                    tokens.seal(Long.toString(page.get(size - 1).getChannelId()), CHANNELS, request.getUserId()));
        }
        return response.build();
    }

    /** The look-up may have ended on another thread; forwarding needs the call's context. */
    private static <T> CompletionStage<T> in(Context call, Supplier<CompletionStage<T>> work) {
        Context before = call.attach();
        try {
            return work.get();
        } finally {
            call.detach(before);
        }
    }
}
