package chat.core.audit;

import chat.error.v1.ErrorReason;
import chat.operator.v1.OperatorRole;
import chat.runtime.error.ChatException;
import io.grpc.Context;

/**
 * The operator who makes a call: the interceptor has checked the token and that the role suffices for the method.
 *
 * @param name login name
 * @param role what they may do
 * @param address where the call comes from
 */
public record OperatorCaller(String name, OperatorRole role, String address) {
    /** Set by the interceptor for methods of operators. */
    public static final Context.Key<OperatorCaller> KEY = Context.key("operator");

    /**
     * The operator of the current call. On the thread that the service method was called on.
     *
     * @throws ChatException TOKEN_MISSING when the call has none
     */
    public static OperatorCaller current() {
        OperatorCaller caller = KEY.get();
        if (caller == null) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_TOKEN_MISSING, "the call carries no operator's token: log in first");
        }
        return caller;
    }
}
