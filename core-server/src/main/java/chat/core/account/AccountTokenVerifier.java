package chat.core.account;

import chat.core.token.AccessTokens;
import chat.core.token.AccessTokens.Audience;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Checks the token, then that its device still is there: one read of one row, so that a revocation counts from the next use on. */
final class AccountTokenVerifier implements TokenVerifier {
    private final AccessTokens tokens;
    private final DeviceStore devices;
    private final Refusals refusals;

    AccountTokenVerifier(AccessTokens tokens, DeviceStore devices, AccountStore accounts) {
        this.tokens = tokens;
        this.devices = devices;
        this.refusals = new Refusals(accounts);
    }

    @Override
    public CompletionStage<Identity> verify(String accessToken) {
        return tokens.verify(Audience.USER, accessToken).thenCompose(claims -> {
            try {
                return verify(new Identity(Long.parseLong(claims.subject()), claims.deviceId()));
            } catch (NumberFormatException notOurs) {
                throw new ChatException(
                        ErrorReason.ERROR_REASON_TOKEN_INVALID, "the access token is refused: it names no user");
            }
        });
    }

    @Override
    public CompletionStage<Identity> verify(Identity identity) {
        return devices.find(identity.userId(), identity.deviceId())
                .thenCompose(device ->
                        device == null ? refusals.of(identity.userId()) : CompletableFuture.completedFuture(identity));
    }
}
