package chat.core.account;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Says why a device that is not in the store is not let in. */
final class Refusals {
    private final AccountStore accounts;

    Refusals(AccountStore accounts) {
        this.accounts = accounts;
    }

    /** Fails with ACCOUNT_DELETED or TOKEN_REVOKED. */
    <T> CompletionStage<T> of(long userId) {
        return accounts.find(userId)
                .thenCompose(account -> CompletableFuture.failedFuture(
                        account == null || account.account().deleted()
                                ? new ChatException(ErrorReason.ERROR_REASON_ACCOUNT_DELETED, "the account was deleted")
                                : new ChatException(
                                        ErrorReason.ERROR_REASON_TOKEN_REVOKED,
                                        "the device was logged out: log in again")));
    }
}
