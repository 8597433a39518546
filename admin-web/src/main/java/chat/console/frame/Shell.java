package chat.console.frame;

import chat.console.core.Caller;
import chat.operator.v1.OperatorRole;

/**
 * The frame around a page: who is logged in and where they may go.
 *
 * @param operator login name; empty when nobody is
 * @param role as in {@code ADMIN}
 * @param people whether accounts and conversations are open to them
 * @param audit whether the audit log is
 */
public record Shell(String operator, String role, boolean people, boolean audit) {
    static final Shell NOBODY = new Shell("", "", false, false);

    static Shell of(String operator, OperatorRole role) {
        return new Shell(
                operator,
                Caller.name(role),
                role.getNumber() >= OperatorRole.OPERATOR_ROLE_MODERATOR_VALUE,
                role.getNumber() >= OperatorRole.OPERATOR_ROLE_ADMIN_VALUE);
    }
}
