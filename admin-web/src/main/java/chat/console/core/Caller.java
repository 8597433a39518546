package chat.console.core;

import chat.error.v1.ErrorReason;
import chat.operator.v1.OperatorRole;
import chat.runtime.error.ChatException;
import java.util.Locale;

/**
 * On whose behalf a core is called.
 *
 * @param token the operator's; empty before login
 * @param operator login name; empty before login
 * @param role as it was at login; the core has the last word
 * @param clientAddress IP address of the browser
 * @param requestId unique; shown on pages that tell of a failure, so that it can be found in the cores' logs
 */
public record Caller(String token, String operator, OperatorRole role, String clientAddress, String requestId) {

    /** Somebody who is about to log in. */
    public static Caller anonymous(String clientAddress, String requestId) {
        return new Caller("", "", OperatorRole.OPERATOR_ROLE_UNSPECIFIED, clientAddress, requestId);
    }

    /** Refuses a page before it asks for anything that the core would refuse anyway. */
    public void require(OperatorRole least) {
        if (role.getNumber() < least.getNumber()) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_OPERATOR_ROLE_INSUFFICIENT,
                    "needs the role " + name(least) + "; " + operator + " is " + name(role));
        }
    }

    /** As in {@code ADMIN}. */
    public static String name(OperatorRole role) {
        return role.name().replace("OPERATOR_ROLE_", "").toUpperCase(Locale.ROOT);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "Caller[" + operator + ", " + name(role) + ", " + clientAddress + ", " + requestId + "]";
    }
}
