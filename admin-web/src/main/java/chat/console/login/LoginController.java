package chat.console.login;

import chat.console.page.Problem;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The login form, empty or with what went wrong. The POST itself is Spring Security's. */
@Controller
class LoginController {
    static final String EXPIRED = "/login?why=expired";
    static final String LOGGED_OUT = "/login?why=logged-out";
    static final String LOGGED_OUT_HERE = "/login?why=logged-out-here";
    /** Reached by a forward only. */
    static final String REFUSED_PATH = "/login/refused";

    private static final Logger LOG = LoggerFactory.getLogger(LoginController.class);
    /** A session that exists for the form's CSRF token alone. */
    private static final Duration FORM_SESSION = Duration.ofMinutes(10);

    @GetMapping(SecurityConfiguration.LOGIN)
    String form(
            @RequestParam(name = "why", defaultValue = "") String why,
            @Nullable Authentication operator,
            HttpServletRequest request,
            Model model) {
        if (operator instanceof OperatorAuthentication) {
            return "redirect:/";
        }
        request.getSession().setMaxInactiveInterval(Math.toIntExact(FORM_SESSION.toSeconds()));
        switch (why) {
            case "expired" ->
                model.addAttribute("notice", "Your session is over. Log in again and you are back where you were.");
            case "logged-out" -> model.addAttribute("notice", "You are logged out.");
            case "logged-out-here" ->
                model.addAttribute(
                        "warning",
                        "You are logged out of the console, but no core could be reached to revoke your token. It was held by the console alone "
                                + "and is forgotten; it ends by itself within hours.");
            default -> {}
        }
        return "login";
    }

    @PostMapping(REFUSED_PATH)
    String refused(HttpServletRequest request, HttpServletResponse response, Model model) {
        if (!(request.getAttribute(LoginHandlers.REFUSED) instanceof Exception refused)) {
            return "redirect:/login";
        }
        Problem problem = problem(refused);
        response.setStatus(problem.status());
        model.addAttribute("problem", problem);
        model.addAttribute("name", request.getParameter("name"));
        return "login";
    }

    private static Problem problem(Exception refused) {
        if (refused instanceof LoginRefused named) {
            LOG.atInfo()
                    .addKeyValue("event", "console.login.refused")
                    .addKeyValue("reason", Errors.name(named.reason().reason()))
                    .addKeyValue("request_id", named.requestId())
                    .log("a login was refused");
            return Problem.of(named.reason(), named.requestId());
        }
        LOG.atError()
                .addKeyValue("event", "console.login.failed")
                .setCause(refused)
                .log("a login failed inside of the console");
        return Problem.of(
                new ChatException(ErrorReason.ERROR_REASON_INTERNAL, "the login failed inside of the console"), "");
    }
}
