package chat.console.login;

import chat.console.core.Caller;
import chat.console.core.Cores;
import chat.console.page.RequestId;
import chat.operator.v1.LogoutRequest;
import chat.operator.v1.OperatorAuthServiceGrpc;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.stereotype.Component;

/** Has the cores revoke the token of an operator who logs out. If they can't, the session still ends here, and the login page says so. */
@Component
final class TokenRevoker implements LogoutHandler {
    static final String NOT_REVOKED = TokenRevoker.class.getName() + ".notRevoked";

    private static final Logger LOG = LoggerFactory.getLogger(TokenRevoker.class);

    private final Cores cores;

    TokenRevoker(Cores cores) {
        this.cores = cores;
    }

    @Override
    public void logout(HttpServletRequest request, HttpServletResponse response, @Nullable Authentication who) {
        if (!(who instanceof OperatorAuthentication operator)) {
            return;
        }
        Caller caller = new Caller(
                operator.token(), operator.getName(), operator.role(), request.getRemoteAddr(), RequestId.of(request));
        try {
            cores.call(caller, channel -> OperatorAuthServiceGrpc.newBlockingStub(channel)
                    .logout(LogoutRequest.getDefaultInstance()));
        } catch (ChatException failed) {
            if (!SessionEnd.isMeantBy(failed.reason())) {
                request.setAttribute(NOT_REVOKED, true);
                LOG.atWarn()
                        .addKeyValue("event", "console.logout.not-revoked")
                        .addKeyValue("reason", Errors.name(failed.reason()))
                        .addKeyValue("request_id", caller.requestId())
                        .log(
                                "the token of {} stays good until {}: {}",
                                operator.getName(),
                                operator.expiresAt(),
                                failed.detail());
            }
        }
    }
}
