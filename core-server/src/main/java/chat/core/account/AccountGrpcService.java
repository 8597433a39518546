package chat.core.account;

import chat.account.v1.AccountServiceGrpc;
import chat.account.v1.ChangePasswordRequest;
import chat.account.v1.ChangePasswordResponse;
import chat.account.v1.DeleteAccountRequest;
import chat.account.v1.DeleteAccountResponse;
import chat.account.v1.GetProfileRequest;
import chat.account.v1.GetProfileResponse;
import chat.account.v1.ListDevicesRequest;
import chat.account.v1.ListDevicesResponse;
import chat.account.v1.LoginRequest;
import chat.account.v1.LoginResponse;
import chat.account.v1.LogoutRequest;
import chat.account.v1.LogoutResponse;
import chat.account.v1.RefreshRequest;
import chat.account.v1.RefreshResponse;
import chat.account.v1.RevokeDeviceRequest;
import chat.account.v1.RevokeDeviceResponse;
import chat.account.v1.SignUpRequest;
import chat.account.v1.SignUpResponse;
import chat.account.v1.UpdateProfileRequest;
import chat.account.v1.UpdateProfileResponse;
import chat.core.account.DeviceStore.StoredDevice;
import chat.core.forward.Forwarder;
import chat.core.password.AuthMetrics;
import chat.core.slot.SlotOwnership;
import chat.core.token.RefreshTokens;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import chat.runtime.grpc.RequestContext;
import chat.runtime.grpc.UnaryReply;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * {@code chat.account.v1.AccountService}. What may end a session runs at the owner of the user's slot, where the sessions are; the rest runs where it
 * arrives.
 */
final class AccountGrpcService extends AccountServiceGrpc.AccountServiceImplBase {
    private final AccountDirectory directory;
    private final AccountStore store;
    private final Logins logins;
    private final Devices devices;
    private final RefreshTokens refreshTokens;
    private final SlotOwnership ownership;
    private final Forwarder forwarder;

    AccountGrpcService(
            AccountDirectory directory,
            AccountStore store,
            Logins logins,
            Devices devices,
            RefreshTokens refreshTokens,
            SlotOwnership ownership,
            Forwarder forwarder) {
        this.directory = directory;
        this.store = store;
        this.logins = logins;
        this.devices = devices;
        this.refreshTokens = refreshTokens;
        this.ownership = ownership;
        this.forwarder = forwarder;
    }

    @Override
    public void signUp(SignUpRequest request, StreamObserver<SignUpResponse> replies) {
        UnaryReply.send(replies, () -> AuthMetrics.counted(
                        "sign-up",
                        () -> logins.signUp(request.getUsername(), request.getPassword(), request.getDisplayName()))
                .thenApply(account -> SignUpResponse.newBuilder()
                        .setProfile(account.profile())
                        .build()));
    }

    @Override
    public void login(LoginRequest request, StreamObserver<LoginResponse> replies) {
        Context call = Context.current();
        String address = RequestContext.clientAddress();
        // a name of nobody goes to some owner too: the way of a login must not tell which names exist
        UnaryReply.send(
                replies, () -> directory.findStored(request.getUsername()).thenCompose(found -> {
                    long routed = found == null
                            ? Logins.throttleKey(request.getUsername()).hashCode()
                            : found.account().userId();
                    return in(
                            call,
                            () -> atOwner(
                                    routed,
                                    request,
                                    AccountServiceGrpc.getLoginMethod(),
                                    here -> AuthMetrics.counted("login", () -> logins.login(here, address))));
                }));
    }

    @Override
    public void refresh(RefreshRequest request, StreamObserver<RefreshResponse> replies) {
        UnaryReply.send(
                replies,
                () -> atOwner(
                        refreshTokens.read(request.getRefreshToken()).userId(),
                        request,
                        AccountServiceGrpc.getRefreshMethod(),
                        here -> AuthMetrics.counted("refresh", () -> devices.refresh(here.getRefreshToken()))
                                .thenApply(tokens -> RefreshResponse.newBuilder()
                                        .setTokens(tokens)
                                        .build())));
    }

    @Override
    public void logout(LogoutRequest request, StreamObserver<LogoutResponse> replies) {
        UnaryReply.send(replies, () -> {
            Identity caller = Identity.current();
            return atOwner(caller.userId(), request, AccountServiceGrpc.getLogoutMethod(), here -> devices.remove(
                            caller.userId(), caller.deviceId(), "logged out")
                    .thenApply(removed -> LogoutResponse.getDefaultInstance()));
        });
    }

    @Override
    public void changePassword(ChangePasswordRequest request, StreamObserver<ChangePasswordResponse> replies) {
        UnaryReply.send(replies, () -> {
            Identity caller = Identity.current();
            return atOwner(
                    caller.userId(),
                    request,
                    AccountServiceGrpc.getChangePasswordMethod(),
                    here -> logins.changePassword(caller, here.getOldPassword(), here.getNewPassword())
                            .thenApply(done -> ChangePasswordResponse.getDefaultInstance()));
        });
    }

    @Override
    public void deleteAccount(DeleteAccountRequest request, StreamObserver<DeleteAccountResponse> replies) {
        UnaryReply.send(replies, () -> {
            Identity caller = Identity.current();
            return atOwner(caller.userId(), request, AccountServiceGrpc.getDeleteAccountMethod(), here -> logins.delete(
                            caller, here.getPassword())
                    .thenApply(done -> DeleteAccountResponse.getDefaultInstance()));
        });
    }

    @Override
    public void getProfile(GetProfileRequest request, StreamObserver<GetProfileResponse> replies) {
        UnaryReply.send(replies, () -> asked(request).thenApply(account -> GetProfileResponse.newBuilder()
                .setProfile(account.profile())
                .build()));
    }

    private CompletionStage<Account> asked(GetProfileRequest request) {
        return switch (request.getWhoCase()) {
            case USER_ID -> directory.find(request.getUserId());
            case USERNAME -> directory.findByUsername(request.getUsername());
            case WHO_NOT_SET ->
                throw new ChatException(
                        ErrorReason.ERROR_REASON_FIELD_MISSING, "say whose profile: user_id or username");
        };
    }

    @Override
    public void updateProfile(UpdateProfileRequest request, StreamObserver<UpdateProfileResponse> replies) {
        UnaryReply.send(replies, () -> {
            Identity caller = Identity.current();
            Names.require("display_name", request.getDisplayName());
            return directory.find(caller.userId()).thenCompose(account -> store.setDisplayName(
                            account, request.getDisplayName())
                    .thenApply(set -> {
                        if (!set) {
                            throw new ChatException(
                                    ErrorReason.ERROR_REASON_ACCOUNT_DELETED, "the account was deleted");
                        }
                        return UpdateProfileResponse.newBuilder()
                                .setProfile(account.profile().toBuilder().setDisplayName(request.getDisplayName()))
                                .build();
                    }));
        });
    }

    @Override
    public void listDevices(ListDevicesRequest request, StreamObserver<ListDevicesResponse> replies) {
        UnaryReply.send(replies, () -> devices.list(Identity.current().userId())
                .thenApply(list -> ListDevicesResponse.newBuilder()
                        .addAllDevices(list.stream().map(StoredDevice::toProto).toList())
                        .build()));
    }

    @Override
    public void revokeDevice(RevokeDeviceRequest request, StreamObserver<RevokeDeviceResponse> replies) {
        UnaryReply.send(replies, () -> {
            Identity caller = Identity.current();
            return atOwner(caller.userId(), request, AccountServiceGrpc.getRevokeDeviceMethod(), here -> devices.revoke(
                            caller.userId(), here.getDeviceId())
                    .thenApply(done -> RevokeDeviceResponse.getDefaultInstance()));
        });
    }

    private <Q, A> CompletionStage<A> atOwner(
            long userId, Q request, MethodDescriptor<Q, A> method, Function<Q, CompletionStage<A>> local) {
        int slot = ownership.slots().of(userId);
        // the owner's tenure is not checked again after the write: the write is a conditional update that is right
        // wherever it is made,
        // and a new owner reads it when it attaches a session
        return forwarder.route(slot, request, method, here -> {
            var unused = ownership.tenure(slot); // or NOT_OWNER
            return local.apply(here);
        });
    }

    private static <T> CompletionStage<T> in(Context call, Supplier<CompletionStage<T>> work) {
        Context before = call.attach();
        try {
            return work.get();
        } finally {
            call.detach(before);
        }
    }
}
