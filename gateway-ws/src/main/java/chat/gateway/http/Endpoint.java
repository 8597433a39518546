package chat.gateway.http;

import chat.account.v1.AccountServiceGrpc;
import chat.account.v1.ChangePasswordRequest;
import chat.account.v1.DeleteAccountRequest;
import chat.account.v1.GetProfileRequest;
import chat.account.v1.ListDevicesRequest;
import chat.account.v1.LoginRequest;
import chat.account.v1.LogoutRequest;
import chat.account.v1.RefreshRequest;
import chat.account.v1.RevokeDeviceRequest;
import chat.account.v1.SignUpRequest;
import chat.account.v1.UpdateProfileRequest;
import chat.discovery.v1.DiscoveryServiceGrpc;
import chat.discovery.v1.ListGatewaysRequest;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import java.util.Arrays;
import java.util.Optional;

/** The HTTP API: which path is which call. {@code docs/openapi.yaml} describes the same, and a test compares the two. */
@SuppressWarnings("ImmutableEnumChecker") // method descriptors and messages are immutable, though not annotated
enum Endpoint {
    SIGN_UP(
            "POST",
            "/v1/accounts",
            AccountServiceGrpc.getSignUpMethod(),
            SignUpRequest.getDefaultInstance(),
            Access.SIGN_UP),
    LOGIN("POST", "/v1/login", AccountServiceGrpc.getLoginMethod(), LoginRequest.getDefaultInstance(), Access.LOGIN),
    REFRESH(
            "POST",
            "/v1/refresh",
            AccountServiceGrpc.getRefreshMethod(),
            RefreshRequest.getDefaultInstance(),
            Access.LOGIN),
    LOGOUT(
            "POST",
            "/v1/logout",
            AccountServiceGrpc.getLogoutMethod(),
            LogoutRequest.getDefaultInstance(),
            Access.TOKEN),
    GATEWAYS(
            "GET",
            "/v1/gateways",
            DiscoveryServiceGrpc.getListGatewaysMethod(),
            ListGatewaysRequest.getDefaultInstance(),
            Access.OPEN),
    GET_PROFILE(
            "GET",
            "/v1/profile",
            AccountServiceGrpc.getGetProfileMethod(),
            GetProfileRequest.getDefaultInstance(),
            Access.TOKEN),
    UPDATE_PROFILE(
            "PUT",
            "/v1/profile",
            AccountServiceGrpc.getUpdateProfileMethod(),
            UpdateProfileRequest.getDefaultInstance(),
            Access.TOKEN),
    CHANGE_PASSWORD(
            "POST",
            "/v1/password",
            AccountServiceGrpc.getChangePasswordMethod(),
            ChangePasswordRequest.getDefaultInstance(),
            Access.TOKEN_AND_LIMIT),
    DELETE_ACCOUNT(
            "POST",
            "/v1/account/deletion",
            AccountServiceGrpc.getDeleteAccountMethod(),
            DeleteAccountRequest.getDefaultInstance(),
            Access.TOKEN_AND_LIMIT),
    LIST_DEVICES(
            "GET",
            "/v1/devices",
            AccountServiceGrpc.getListDevicesMethod(),
            ListDevicesRequest.getDefaultInstance(),
            Access.TOKEN),
    REVOKE_DEVICE(
            "DELETE",
            "/v1/devices",
            AccountServiceGrpc.getRevokeDeviceMethod(),
            RevokeDeviceRequest.getDefaultInstance(),
            Access.TOKEN);

    /** What a caller needs, and what is counted. */
    enum Access {
        OPEN,
        SIGN_UP,
        LOGIN,
        TOKEN,
        /** Checks a password: counted like a login. */
        TOKEN_AND_LIMIT
    }

    private final String verb;
    private final String path;
    private final MethodDescriptor<? extends Message, ? extends Message> call;
    private final Message prototype;
    private final Access access;

    Endpoint(
            String verb,
            String path,
            MethodDescriptor<? extends Message, ? extends Message> call,
            Message prototype,
            Access access) {
        this.verb = verb;
        this.path = path;
        this.call = call;
        this.prototype = prototype;
        this.access = access;
    }

    static Optional<Endpoint> of(String verb, String path) {
        return Arrays.stream(values())
                .filter(endpoint -> endpoint.verb.equals(verb) && endpoint.path.equals(path))
                .findFirst();
    }

    static boolean isPath(String path) {
        return Arrays.stream(values()).anyMatch(endpoint -> endpoint.path.equals(path));
    }

    String verb() {
        return verb;
    }

    String path() {
        return path;
    }

    Access access() {
        return access;
    }

    /** An empty request of this endpoint's type. */
    Message prototype() {
        return prototype;
    }

    /** Whether the request comes as a JSON body; otherwise its fields are query parameters. */
    boolean hasBody() {
        return verb.equals("POST") || verb.equals("PUT");
    }

    @SuppressWarnings("unchecked") // the prototype is of the method's own request type
    MethodDescriptor<Message, Message> call() {
        return (MethodDescriptor<Message, Message>) (MethodDescriptor<?, ?>) call;
    }
}
