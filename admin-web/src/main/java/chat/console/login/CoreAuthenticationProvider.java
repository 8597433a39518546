package chat.console.login;

import chat.console.core.Caller;
import chat.console.core.Cores;
import chat.console.page.RequestId;
import chat.operator.v1.LoginRequest;
import chat.operator.v1.LoginResponse;
import chat.operator.v1.OperatorAuthServiceGrpc;
import chat.runtime.error.ChatException;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/** Lets a core check name and password; the rate limit is the core's as well. */
@Component
final class CoreAuthenticationProvider implements AuthenticationProvider {
    private final Cores cores;

    CoreAuthenticationProvider(Cores cores) {
        this.cores = cores;
    }

    @Override
    public Authentication authenticate(Authentication attempt) {
        String address =
                attempt.getDetails() instanceof WebAuthenticationDetails details ? details.getRemoteAddress() : "";
        String requestId = RequestId.random();
        LoginRequest request = LoginRequest.newBuilder()
                .setName(String.valueOf(attempt.getPrincipal()))
                .setPassword(String.valueOf(attempt.getCredentials()))
                .build();
        try {
            LoginResponse login = cores.call(
                    Caller.anonymous(address, requestId),
                    channel -> OperatorAuthServiceGrpc.newBlockingStub(channel).login(request));
            return new OperatorAuthentication(login);
        } catch (ChatException refused) {
            throw new LoginRefused(refused, requestId);
        }
    }

    @Override
    public boolean supports(Class<?> kind) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(kind);
    }
}
