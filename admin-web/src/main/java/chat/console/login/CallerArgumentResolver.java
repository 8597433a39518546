package chat.console.login;

import chat.console.core.Caller;
import chat.console.page.RequestId;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Gives a page's method its {@link Caller}: the operator of the session, the address of the browser, the id of the request. */
@Component
public final class CallerArgumentResolver implements HandlerMethodArgumentResolver {
    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Caller.class;
    }

    @Override
    public Caller resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest web,
            @Nullable WebDataBinderFactory binders) {
        HttpServletRequest request = web.getNativeRequest(HttpServletRequest.class);
        if (request == null || !(request.getUserPrincipal() instanceof OperatorAuthentication operator)) {
            throw new ChatException(ErrorReason.ERROR_REASON_TOKEN_MISSING, "nobody is logged in");
        }
        return new Caller(
                operator.token(), operator.getName(), operator.role(), request.getRemoteAddr(), RequestId.of(request));
    }
}
