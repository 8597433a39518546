package chat.core.account;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Accounts, names and devices for tests; can be told to fail. */
final class InMemoryAccountStore implements AccountStore, DeviceStore {
    private final Map<Long, StoredAccount> accounts = new HashMap<>();
    private final Map<String, NameHolder> names = new HashMap<>();
    private final Map<Long, TreeMap<Long, StoredDevice>> devices = new HashMap<>();
    private @Nullable RuntimeException nextClaimFailure;

    /** The next {@link #claimName} fails and claims nothing. */
    synchronized void failNextClaim(RuntimeException failure) {
        nextClaimFailure = failure;
    }

    synchronized int accountCount() {
        return accounts.size();
    }

    private synchronized <T> CompletionStage<T> now(Supplier<T> work) {
        try {
            return CompletableFuture.completedFuture(work.get());
        } catch (RuntimeException failed) {
            return CompletableFuture.failedFuture(failed);
        }
    }

    @Override
    public CompletionStage<Void> insert(Account account, @Nullable String passwordHash) {
        return now(() -> {
            accounts.put(account.userId(), new StoredAccount(account, passwordHash));
            return null;
        });
    }

    @Override
    public CompletionStage<Void> removeNameless(long userId) {
        return now(() -> {
            accounts.remove(userId);
            return null;
        });
    }

    @Override
    public CompletionStage<NameHolder> claimName(String skeleton, NameHolder claimant) {
        return now(() -> {
            RuntimeException failure = nextClaimFailure;
            nextClaimFailure = null;
            if (failure != null) {
                throw failure;
            }
            NameHolder before = names.putIfAbsent(skeleton, claimant);
            return before == null ? claimant : before;
        });
    }

    @Override
    public CompletionStage<@Nullable NameHolder> nameHolder(String skeleton) {
        return now(() -> names.get(skeleton));
    }

    @Override
    public CompletionStage<@Nullable StoredAccount> find(long userId) {
        return now(() -> accounts.get(userId));
    }

    @Override
    public CompletionStage<Boolean> setDisplayName(Account account, String displayName) {
        return now(() -> {
            StoredAccount now = accounts.get(account.userId());
            if (now == null || now.account().deleted()) {
                return false;
            }
            accounts.put(account.userId(), with(now, displayName, now.passwordHash(), null));
            return true;
        });
    }

    @Override
    public CompletionStage<Boolean> renewHash(long userId, String oldHash, String newHash) {
        return now(() -> {
            if (!hasHash(userId, oldHash)) {
                return false;
            }
            StoredAccount now = accounts.get(userId);
            accounts.put(userId, with(now, now.account().displayName(), newHash, null));
            return true;
        });
    }

    @Override
    public CompletionStage<Boolean> changePassword(long userId, String oldHash, String newHash, long keptDeviceId) {
        return now(() -> {
            if (!hasHash(userId, oldHash)) {
                return false;
            }
            StoredAccount now = accounts.get(userId);
            accounts.put(userId, with(now, now.account().displayName(), newHash, null));
            of(userId).keySet().removeIf(device -> device != keptDeviceId);
            return true;
        });
    }

    @Override
    public CompletionStage<Boolean> delete(long userId, String passwordHash, Instant at) {
        return now(() -> {
            if (!hasHash(userId, passwordHash)) {
                return false;
            }
            accounts.put(userId, with(accounts.get(userId), "", null, at));
            devices.remove(userId);
            return true;
        });
    }

    @Override
    public CompletionStage<Boolean> open(long userId, String passwordHash, StoredDevice device) {
        return now(() -> hasHash(userId, passwordHash) && of(userId).putIfAbsent(device.deviceId(), device) == null);
    }

    @Override
    public CompletionStage<Boolean> reopen(long userId, String passwordHash, long lastLoginId, StoredDevice device) {
        return now(() -> {
            StoredDevice last = of(userId).get(device.deviceId());
            if (!hasHash(userId, passwordHash) || last == null || last.loginId() != lastLoginId) {
                return false;
            }
            of(userId).put(device.deviceId(), device);
            return true;
        });
    }

    @Override
    public CompletionStage<@Nullable StoredDevice> find(long userId, long deviceId) {
        return now(() -> of(userId).get(deviceId));
    }

    @Override
    public CompletionStage<List<StoredDevice>> list(long userId) {
        return now(() -> new ArrayList<>(of(userId).values()));
    }

    @Override
    public CompletionStage<Boolean> rotate(long userId, long deviceId, byte[] hash, TokenState next, Instant seenAt) {
        return now(() -> {
            StoredDevice device = of(userId).get(deviceId);
            if (device == null || !Arrays.equals(device.token().hash(), hash)) {
                return false;
            }
            of(userId)
                    .put(
                            deviceId,
                            new StoredDevice(
                                    deviceId, device.name(), device.createdAt(), seenAt, device.loginId(), next));
            return true;
        });
    }

    @Override
    public CompletionStage<Boolean> remove(long userId, long deviceId) {
        return now(() -> of(userId).remove(deviceId) != null);
    }

    @Override
    public CompletionStage<Boolean> removeLogin(long userId, long deviceId, long loginId) {
        return now(() -> {
            StoredDevice device = of(userId).get(deviceId);
            return device != null && device.loginId() == loginId && of(userId).remove(deviceId) != null;
        });
    }

    private boolean hasHash(long userId, String hash) {
        StoredAccount account = accounts.get(userId);
        return account != null && !account.account().deleted() && hash.equals(account.passwordHash());
    }

    private Map<Long, StoredDevice> of(long userId) {
        return devices.computeIfAbsent(userId, same -> new TreeMap<>());
    }

    private static StoredAccount with(
            StoredAccount before, String displayName, @Nullable String hash, @Nullable Instant deletedAt) {
        Account account = before.account();
        return new StoredAccount(
                new Account(
                        account.userId(),
                        account.username(),
                        displayName,
                        account.createdAt(),
                        deletedAt,
                        account.imported()),
                hash);
    }
}
