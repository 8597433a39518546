package chat.console.login;

import chat.operator.v1.LoginResponse;
import chat.operator.v1.OperatorRole;
import java.time.Instant;
import java.util.List;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** An operator whom a core let in. Lives in the servlet session, never leaves the process; its string form holds no token. */
public final class OperatorAuthentication extends AbstractAuthenticationToken {
    private final String name;
    private final OperatorRole role;
    private final String token;
    private final Instant expiresAt;

    OperatorAuthentication(LoginResponse login) {
        super(List.of());
        this.name = login.getOperator().getName();
        this.role = login.getOperator().getRole();
        this.token = login.getToken();
        this.expiresAt = Instant.ofEpochMilli(login.getExpiresAtMillis());
        setAuthenticated(true);
    }

    /** Login name. */
    @Override
    public String getPrincipal() {
        return name;
    }

    /** None that anybody may see. */
    @Override
    public Object getCredentials() {
        return "";
    }

    public OperatorRole role() {
        return role;
    }

    /** For the {@code authorization} metadata. */
    String token() {
        return token;
    }

    Instant expiresAt() {
        return expiresAt;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
