package chat.core.operator;

import chat.operator.v1.OperatorRole;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** Lets operators in by their token. Safe from any thread; never blocks. */
public interface OperatorVerifier {
    /**
     * Who was let in.
     *
     * @param role as it is now, whatever it was when the token was issued
     * @param tokenId names the token
     * @param expiresAt when the token ends
     */
    record Verified(String name, OperatorRole role, String tokenId, Instant expiresAt) {}

    /** Fails with TOKEN_MISSING, TOKEN_INVALID, TOKEN_EXPIRED or TOKEN_REVOKED. */
    CompletionStage<Verified> verify(String token);
}
