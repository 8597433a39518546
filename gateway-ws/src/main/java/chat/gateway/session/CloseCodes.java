package chat.gateway.session;

import chat.client.v1.CloseCode;
import chat.error.v1.Error;

/** What a session that can't go on is closed with. */
final class CloseCodes {
    private CloseCodes() {}

    static CloseCode of(Error error) {
        return switch (error.getReason()) {
            case ERROR_REASON_TOKEN_MISSING, ERROR_REASON_TOKEN_EXPIRED, ERROR_REASON_TOKEN_INVALID ->
                CloseCode.CLOSE_CODE_TOKEN_REJECTED;
            case ERROR_REASON_TOKEN_REVOKED -> CloseCode.CLOSE_CODE_TOKEN_REJECTED;
            case ERROR_REASON_DEVICE_NOT_FOUND -> CloseCode.CLOSE_CODE_LOGGED_OUT;
            case ERROR_REASON_ACCOUNT_DELETED -> CloseCode.CLOSE_CODE_ACCOUNT_DELETED;
            case ERROR_REASON_INTERNAL -> CloseCode.CLOSE_CODE_INTERNAL;
            default -> error.getRetryable() ? CloseCode.CLOSE_CODE_UNAVAILABLE : CloseCode.CLOSE_CODE_PROTOCOL_ERROR;
        };
    }

    /** A code that a core named in a kick. */
    static CloseCode of(int number) {
        CloseCode code = CloseCode.forNumber(number);
        return code == null || code == CloseCode.CLOSE_CODE_UNSPECIFIED ? CloseCode.CLOSE_CODE_INTERNAL : code;
    }
}
