package chat.core.access;

import chat.operator.v1.OperatorRole;

/**
 * What a method asks of its caller.
 *
 * @param kind which credentials
 * @param role for OPERATOR: the least role; else unspecified
 */
record Access(Kind kind, OperatorRole role) {
    static final Access ANYONE = new Access(Kind.ANYONE, OperatorRole.OPERATOR_ROLE_UNSPECIFIED);
    static final Access USER = new Access(Kind.USER, OperatorRole.OPERATOR_ROLE_UNSPECIFIED);
    static final Access INTERNAL = new Access(Kind.INTERNAL, OperatorRole.OPERATOR_ROLE_UNSPECIFIED);
    static final Access VIEWER = new Access(Kind.OPERATOR, OperatorRole.OPERATOR_ROLE_VIEWER);
    static final Access MODERATOR = new Access(Kind.OPERATOR, OperatorRole.OPERATOR_ROLE_MODERATOR);
    static final Access ADMIN = new Access(Kind.OPERATOR, OperatorRole.OPERATOR_ROLE_ADMIN);

    /** Which credentials. */
    enum Kind {
        /** None. */
        ANYONE,
        /** A user's access token. */
        USER,
        /** An operator's token. */
        OPERATOR,
        /** The cluster's secret. */
        INTERNAL
    }
}
