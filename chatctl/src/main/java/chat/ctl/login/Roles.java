package chat.ctl.login;

import chat.operator.v1.OperatorRole;

/** Roles as tables show them. */
final class Roles {
    private static final String PREFIX = "OPERATOR_ROLE_";

    private Roles() {}

    static String name(OperatorRole role) {
        return role.name().startsWith(PREFIX) ? role.name().substring(PREFIX.length()) : role.name();
    }
}
