package chat.core.account;

import chat.account.v1.Device;
import chat.account.v1.Profile;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Accounts as other features see them. Any node answers for any account: they live in Cassandra and need no owner. Safe from any thread; never
 * blocks. Everything fails with STORE_UNAVAILABLE when Cassandra does not answer.
 */
public interface Accounts {
    /** The most that {@link #profiles} and {@link #importAccounts} take at once. */
    int MAX_BATCH = 1_000;

    /** An account, deleted ones included; fails with USER_NOT_FOUND. */
    CompletionStage<Account> find(long userId);

    /** The account with this name, or with one that looks like it, deleted ones included; fails with USER_NOT_FOUND. */
    CompletionStage<Account> findByUsername(String username);

    /**
     * Profiles by user id, deleted accounts included; ids of no account are left out.
     *
     * @param userIds at most {@link #MAX_BATCH}; repeats are read once
     */
    CompletionStage<Map<Long, Profile>> profiles(Collection<Long> userIds);

    /** The devices of an account, oldest first, at most about 100. */
    CompletionStage<List<Device>> devices(long userId);

    /**
     * The accounts of an import's speakers, created where an earlier call did not: the same source name gives the same account, however often and
     * from wherever it is asked. Nobody can log in to them; the display name is the source name, as far as its rules allow. The order is that of the names.
     *
     * <p>Fails with FIELD_INVALID for a source name that is empty, longer than 200 code points or holds NUL.
     *
     * @param sourceNames at most {@link #MAX_BATCH}
     */
    CompletionStage<List<ImportedAccount>> importAccounts(List<String> sourceNames);
}
