package chat.core.account;

import chat.account.v1.Device;
import chat.account.v1.Profile;
import chat.core.account.AccountStore.NameHolder;
import chat.core.account.AccountStore.StoredAccount;
import chat.core.account.DeviceStore.StoredDevice;
import chat.core.account.Usernames.Username;
import chat.core.messageid.IdLayout;
import chat.core.messageid.IdMinter;
import chat.core.thread.InFlight;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Finds accounts, and makes them: the account first, where nobody can find it, then its name. A process that dies between the two leaves an
 * account that no name leads to, and no name without an account.
 */
final class AccountDirectory implements Accounts {
    /** Requests to the store under way at once, for one call. */
    private static final int WIDTH = 64;
    /** With a digest of 29^6 forms the second is hardly ever needed. */
    private static final int NAME_ATTEMPTS = 8;

    private static final int MAX_SOURCE_NAME = 200;

    private final AccountStore store;
    private final DeviceStore devices;
    private final IdMinter ids;

    AccountDirectory(AccountStore store, DeviceStore devices, IdMinter ids) {
        this.store = store;
        this.devices = devices;
        this.ids = ids;
    }

    @Override
    public CompletionStage<Account> find(long userId) {
        return store.find(userId).thenApply(found -> {
            if (found == null) {
                throw notFound("no account has the id " + userId);
            }
            return found.account();
        });
    }

    @Override
    public CompletionStage<Account> findByUsername(String username) {
        return findStored(username).thenApply(found -> {
            if (found == null) {
                throw notFound("no account has this name");
            }
            return found.account();
        });
    }

    /** The account with this name or a look-alike, or null. As many requests to the store whether it exists or not. */
    CompletionStage<@Nullable StoredAccount> findStored(String username) {
        String skeleton = Usernames.find(username).map(Username::skeleton).orElse("");
        return store.nameHolder(skeleton.isEmpty() ? "?" : skeleton)
                .thenCompose(holder -> store.find(holder == null ? 0 : holder.userId()));
    }

    @Override
    public CompletionStage<Map<Long, Profile>> profiles(Collection<Long> userIds) {
        List<Long> distinct = userIds.stream().distinct().toList();
        requireBatch(distinct.size());
        return InFlight.map(distinct, WIDTH, store::find).thenApply(found -> {
            Map<Long, Profile> profiles = new HashMap<>();
            for (StoredAccount account : found) {
                if (account != null) {
                    profiles.put(account.account().userId(), account.account().profile());
                }
            }
            return profiles;
        });
    }

    @Override
    public CompletionStage<List<Device>> devices(long userId) {
        return devices.list(userId)
                .thenApply(list -> list.stream().map(StoredDevice::toProto).toList());
    }

    @Override
    public CompletionStage<List<ImportedAccount>> importAccounts(List<String> sourceNames) {
        requireBatch(sourceNames.size());
        sourceNames.forEach(AccountDirectory::requireSourceName);
        List<String> distinct = sourceNames.stream().distinct().toList();
        return InFlight.map(distinct, WIDTH, name -> imported(name, 0)).thenApply(made -> {
            Map<String, ImportedAccount> byName = new HashMap<>();
            made.forEach(account -> byName.put(account.sourceName(), account));
            return sourceNames.stream().map(byName::get).toList();
        });
    }

    /**
     * Makes an account with a password; fails with USERNAME_TAKEN. When it fails with STORE_UNAVAILABLE the account may exist all the same: a repeat then answers
     * USERNAME_TAKEN, and a login works.
     */
    CompletionStage<Account> create(Username name, String displayName, String passwordHash) {
        return claim(name, displayName, passwordHash, null).thenApply(claimed -> {
            if (!claimed.mine()) {
                throw taken();
            }
            return claimed.account();
        });
    }

    /** Fails with USERNAME_TAKEN if somebody has the name now: spares a hash. */
    CompletionStage<Void> requireFree(Username name) {
        return store.nameHolder(name.skeleton()).thenAccept(holder -> {
            if (holder != null) {
                throw taken();
            }
        });
    }

    private CompletionStage<ImportedAccount> imported(String sourceName, int attempt) {
        if (attempt == NAME_ATTEMPTS) {
            return CompletableFuture.failedFuture(new ChatException(
                    ErrorReason.ERROR_REASON_USERNAME_TAKEN,
                    "every name made for the imported speaker " + sourceName + " is taken"));
        }
        Username name = Usernames.fromSource(sourceName, attempt);
        return store.nameHolder(name.skeleton())
                .thenCompose(holder -> holder == null
                        ? claim(name, Names.shown(sourceName), null, sourceName).thenApply(Claimed::holder)
                        : CompletableFuture.completedFuture(holder))
                .thenCompose(holder -> sourceName.equals(holder.sourceName())
                        ? CompletableFuture.completedFuture(
                                new ImportedAccount(sourceName, holder.userId(), name.text()))
                        : imported(sourceName, attempt + 1));
    }

    private record Claimed(NameHolder holder, Account account) {
        boolean mine() {
            return holder.userId() == account.userId();
        }
    }

    private CompletionStage<Claimed> claim(
            Username name, String displayName, @Nullable String passwordHash, @Nullable String sourceName) {
        long userId = ids.mint(0);
        Instant createdAt = Instant.ofEpochMilli(IdLayout.timeMillis(userId));
        Account account = new Account(userId, name.text(), displayName, createdAt, null, sourceName != null);
        NameHolder claimant = new NameHolder(userId, sourceName);
        return store.insert(account, passwordHash)
                .thenCompose(inserted -> store.claimName(name.skeleton(), claimant))
                .thenCompose(holder -> {
                    Claimed claimed = new Claimed(holder, account);
                    return claimed.mine()
                            ? CompletableFuture.completedFuture(claimed)
                            : store.removeNameless(userId).thenApply(removed -> claimed);
                });
    }

    private static void requireBatch(int size) {
        if (size > MAX_BATCH) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_FIELD_INVALID,
                    "at most " + MAX_BATCH + " accounts can be asked for at once, not " + size);
        }
    }

    private static void requireSourceName(String name) {
        int length = name.codePointCount(0, name.length());
        if (length < 1 || length > MAX_SOURCE_NAME || name.indexOf('\0') >= 0) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_FIELD_INVALID,
                    "a speaker's name has 1 to " + MAX_SOURCE_NAME + " code points and no NUL; one has " + length);
        }
    }

    private static ChatException notFound(String detail) {
        return new ChatException(ErrorReason.ERROR_REASON_USER_NOT_FOUND, detail);
    }

    private static ChatException taken() {
        return new ChatException(
                ErrorReason.ERROR_REASON_USERNAME_TAKEN,
                "this name, or one that looks like it, is taken: choose another");
    }
}
