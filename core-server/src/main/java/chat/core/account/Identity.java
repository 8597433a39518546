package chat.core.account;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import io.grpc.Context;

/** A device that was authenticated: whose it is and which. */
public record Identity(long userId, long deviceId) {
    /** Set by the interceptor for methods of users. */
    public static final Context.Key<Identity> KEY = Context.key("identity");

    /**
     * Who makes the current call. On the thread that the service method was called on.
     *
     * @throws ChatException TOKEN_MISSING when the call has no token
     */
    public static Identity current() {
        Identity identity = KEY.get();
        if (identity == null) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_TOKEN_MISSING, "the call carries no access token: log in and send it");
        }
        return identity;
    }
}
