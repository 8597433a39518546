package chat.core.account;

import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Keeps accounts and their names. Fails with STORE_UNAVAILABLE, after which a write may have happened or not. */
interface AccountStore {
    /**
     * An account with its secret.
     *
     * @param passwordHash PHC string; null when nobody can log in
     */
    record StoredAccount(Account account, @Nullable String passwordHash) {
        @Override
        public String toString() {
            return "StoredAccount[" + account.userId() + "]";
        }
    }

    /**
     * Who has a name.
     *
     * @param sourceName null unless an import took it
     */
    record NameHolder(long userId, @Nullable String sourceName) {}

    /** Adds an account that nobody can find until {@link #claimName}. */
    CompletionStage<Void> insert(Account account, @Nullable String passwordHash);

    /** Takes back what {@link #insert} added and no name leads to. */
    CompletionStage<Void> removeNameless(long userId);

    /** Takes a name if nobody has it; completes with who has it now. Of any number of callers at once, one gets it. */
    CompletionStage<NameHolder> claimName(String skeleton, NameHolder claimant);

    /** Who has a name, or null. */
    CompletionStage<@Nullable NameHolder> nameHolder(String skeleton);

    /** An account, or null. */
    CompletionStage<@Nullable StoredAccount> find(long userId);

    /** Sets the display name; completes with false when the account is deleted. */
    CompletionStage<Boolean> setDisplayName(Account account, String displayName);

    /** Stores the same password's hash at another cost; completes with false when the password was changed meanwhile. */
    CompletionStage<Boolean> renewHash(long userId, String oldHash, String newHash);

    /** Changes the password and removes every device but one, in one step; completes with false when the password was changed meanwhile. */
    CompletionStage<Boolean> changePassword(long userId, String oldHash, String newHash, long keptDeviceId);

    /** Deletes the account, its secret and its devices, in one step; completes with false when the password was changed meanwhile. */
    CompletionStage<Boolean> delete(long userId, String passwordHash, Instant now);
}
