package chat.console.login;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.stereotype.Component;

/** Where the browser goes after login, a failed login and logout. */
@Component
final class LoginHandlers {
    static final String REFUSED = LoginHandlers.class.getName() + ".refused";

    private final RequestCache comeBack;
    private final Duration sessionTimeout;

    LoginHandlers(RequestCache comeBack, ServerProperties server) {
        this.comeBack = comeBack;
        this.sessionTimeout = server.getServlet().getSession().getTimeout();
    }

    /** To the page that was wanted, on this host, or to the overview. */
    void onSuccess(HttpServletRequest request, HttpServletResponse response, Authentication operator)
            throws IOException {
        SavedRequest wanted = comeBack.getRequest(request, response);
        comeBack.removeRequest(request, response);
        request.getSession().setMaxInactiveInterval(Math.toIntExact(sessionTimeout.toSeconds()));
        response.sendRedirect(localPath(wanted));
    }

    /** Path and query only: the saved URL's host comes from a header that anybody may have sent. */
    static String localPath(@Nullable SavedRequest wanted) {
        if (wanted == null) {
            return "/";
        }
        URI url = URI.create(wanted.getRedirectUrl());
        String path = url.getRawPath();
        if (path == null || !path.startsWith("/") || path.startsWith("//") || path.contains("\\")) {
            return "/";
        }
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    /** Shows the form again, with the name as it was typed and the reason. */
    void onFailure(HttpServletRequest request, HttpServletResponse response, AuthenticationException refused)
            throws IOException, ServletException {
        request.setAttribute(REFUSED, refused);
        request.getRequestDispatcher(LoginController.REFUSED_PATH).forward(request, response);
    }

    void onLogout(HttpServletRequest request, HttpServletResponse response, @Nullable Authentication operator)
            throws IOException {
        response.sendRedirect(
                request.getAttribute(TokenRevoker.NOT_REVOKED) == null
                        ? LoginController.LOGGED_OUT
                        : LoginController.LOGGED_OUT_HERE);
    }
}
