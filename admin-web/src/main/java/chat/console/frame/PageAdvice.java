package chat.console.frame;

import chat.console.login.OperatorAuthentication;
import chat.console.login.SessionEnd;
import chat.console.page.Problem;
import chat.console.page.RequestId;
import chat.runtime.error.ChatException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.servlet.ModelAndView;

/** Puts the frame around every page, and makes a page of every named failure. */
@ControllerAdvice
class PageAdvice {
    private static final Logger LOG = LoggerFactory.getLogger(PageAdvice.class);

    private final SessionEnd sessionEnd;

    PageAdvice(SessionEnd sessionEnd) {
        this.sessionEnd = sessionEnd;
    }

    @ModelAttribute("shell")
    Shell shell(HttpServletRequest request) {
        return request.getUserPrincipal() instanceof OperatorAuthentication operator
                ? Shell.of(operator.getName(), operator.role())
                : Shell.NOBODY;
    }

    @ExceptionHandler
    @Nullable
    ModelAndView failed(ChatException failure, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (SessionEnd.isMeantBy(failure.reason())) {
            sessionEnd.onTokenRefused(request, response);
            return null;
        }
        Problem problem = Problem.of(failure, RequestId.of(request));
        if (problem.status() >= 500) {
            LOG.atWarn()
                    .addKeyValue("event", "console.page.failed")
                    .addKeyValue("reason", problem.reason())
                    .addKeyValue("request_id", problem.requestId())
                    .log("{} {}: {}", request.getMethod(), request.getRequestURI(), failure.detail());
        }
        response.setStatus(problem.status());
        ModelAndView page = new ModelAndView("problem");
        page.addObject("shell", shell(request));
        page.addObject("problem", problem);
        page.addObject("again", request.getMethod().equals("GET") && problem.retryable() ? here(request) : null);
        return page;
    }

    private static String here(HttpServletRequest request) {
        return request.getQueryString() == null
                ? request.getRequestURI()
                : request.getRequestURI() + "?" + request.getQueryString();
    }
}
