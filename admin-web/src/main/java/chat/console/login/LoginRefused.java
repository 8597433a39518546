package chat.console.login;

import chat.runtime.error.ChatException;
import org.springframework.security.core.AuthenticationException;

/** What a core said instead of letting somebody in, in the form that Spring Security passes on. */
final class LoginRefused extends AuthenticationException {
    private final transient ChatException reason;
    private final String requestId;

    LoginRefused(ChatException reason, String requestId) {
        super(reason.detail(), reason);
        this.reason = reason;
        this.requestId = requestId;
    }

    ChatException reason() {
        return reason;
    }

    String requestId() {
        return requestId;
    }
}
