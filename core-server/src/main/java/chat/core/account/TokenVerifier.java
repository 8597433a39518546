package chat.core.account;

import java.util.concurrent.CompletionStage;

/** Lets devices in by their access token. Safe from any thread; never blocks. */
public interface TokenVerifier {
    /**
     * Checks signature, time, device and account.
     *
     * <p>Fails with ChatException TOKEN_MISSING, TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_REVOKED or ACCOUNT_DELETED.
     */
    CompletionStage<Identity> verify(String accessToken);

    /** Checks that a device known by name (a session that moves between nodes) is still let in; fails as {@link #verify} does. */
    CompletionStage<Identity> verify(Identity identity);
}
