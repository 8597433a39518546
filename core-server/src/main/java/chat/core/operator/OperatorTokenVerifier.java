package chat.core.operator;

import chat.core.token.AccessTokens;
import chat.core.token.AccessTokens.Audience;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import java.util.concurrent.CompletionStage;

/** Checks the token, then reads the operator and whether the token was revoked: both count from the next call on. */
final class OperatorTokenVerifier implements OperatorVerifier {
    private final AccessTokens tokens;
    private final OperatorStore store;

    OperatorTokenVerifier(AccessTokens tokens, OperatorStore store) {
        this.tokens = tokens;
        this.store = store;
    }

    @Override
    public CompletionStage<Verified> verify(String token) {
        return tokens.verify(Audience.OPERATOR, token).thenCompose(claims -> store.find(claims.subject())
                .thenCombine(store.isRevoked(claims.tokenId()), (operator, revoked) -> {
                    if (operator == null || revoked) {
                        throw new ChatException(
                                ErrorReason.ERROR_REASON_TOKEN_REVOKED,
                                "the token was logged out, or its operator is gone: log in again");
                    }
                    return new Verified(operator.name(), operator.role(), claims.tokenId(), claims.expiresAt());
                }));
    }
}
