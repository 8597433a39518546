package chat.console.login;

import chat.error.v1.ErrorReason;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.stereotype.Component;

/**
 * Sends to the login page whoever is not, or no longer, logged in, and has the page they wanted remembered in the session. What htmx asks for
 * can't be redirected (it would follow, and paste the login form into the page): it is told to load the page anew.
 */
@Component
public final class SessionEnd {
    private static final Set<ErrorReason> ENDED = EnumSet.of(
            ErrorReason.ERROR_REASON_TOKEN_MISSING,
            ErrorReason.ERROR_REASON_TOKEN_EXPIRED,
            ErrorReason.ERROR_REASON_TOKEN_INVALID,
            ErrorReason.ERROR_REASON_TOKEN_REVOKED,
            ErrorReason.ERROR_REASON_ACCOUNT_DELETED);

    private final RequestCache comeBack;

    SessionEnd(RequestCache comeBack) {
        this.comeBack = comeBack;
    }

    /** True when a core no longer takes the operator's token. */
    public static boolean isMeantBy(ErrorReason reason) {
        return ENDED.contains(reason);
    }

    /** A core no longer takes the token: forgets it, and sends to the login page. */
    public void onTokenRefused(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
        SecurityContextHolder.clearContext();
        toLogin(request, response, true);
    }

    /** No session, or one that is over. */
    void onStranger(HttpServletRequest request, HttpServletResponse response, AuthenticationException ignored)
            throws IOException {
        boolean hadOne = request.getRequestedSessionId() != null && !request.isRequestedSessionIdValid();
        toLogin(request, response, hadOne);
    }

    /** A form whose CSRF token does not fit. Nearly always its session is over; else somebody tries something. */
    void onDenied(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException {
        boolean over = !(SecurityContextHolder.getContext().getAuthentication() instanceof OperatorAuthentication);
        if (denied instanceof CsrfException && over) {
            toLogin(request, response, true);
        } else {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
        }
    }

    private void toLogin(HttpServletRequest request, HttpServletResponse response, boolean expired) throws IOException {
        if (request.getHeader("HX-Request") != null) {
            response.setHeader("HX-Refresh", "true");
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
            return;
        }
        comeBack.saveRequest(request, response);
        response.sendRedirect(expired ? LoginController.EXPIRED : SecurityConfiguration.LOGIN);
    }
}
