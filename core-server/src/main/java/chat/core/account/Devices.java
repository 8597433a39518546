package chat.core.account;

import chat.account.v1.Tokens;
import chat.client.v1.CloseCode;
import chat.core.account.DeviceStore.StoredDevice;
import chat.core.account.DeviceStore.TokenState;
import chat.core.account.DeviceStore.UsedToken;
import chat.core.messageid.IdMinter;
import chat.core.token.AccessTokens;
import chat.core.token.AccessTokens.Audience;
import chat.core.token.AccessTokens.Issued;
import chat.core.token.RefreshToken;
import chat.core.token.RefreshTokens;
import chat.core.token.TokenConfig;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Devices and their tokens (ADR 0005). Correct on any node, since each step is one conditional update; sessions are closed only where it runs on the user's owner.
 * Safe from any thread; never blocks.
 */
final class Devices {
    /** Beyond this the device that was not seen the longest is logged out. */
    static final int MAX_DEVICES = 100;
    /** Each repeat means that another call changed the device in between. */
    private static final int ATTEMPTS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(Devices.class);

    private final DeviceStore store;
    private final Refusals refusals;
    private final AccountStore accounts;
    private final IdMinter ids;
    private final AccessTokens accessTokens;
    private final RefreshTokens refreshTokens;
    private final TokenConfig config;
    private final DeviceSessions sessions;
    private final Clock clock;

    Devices(
            DeviceStore store,
            AccountStore accounts,
            IdMinter ids,
            AccessTokens accessTokens,
            RefreshTokens refreshTokens,
            TokenConfig config,
            DeviceSessions sessions,
            Clock clock) {
        this.store = store;
        this.accounts = accounts;
        this.refusals = new Refusals(accounts);
        this.ids = ids;
        this.accessTokens = accessTokens;
        this.refreshTokens = refreshTokens;
        this.config = config;
        this.sessions = sessions;
        this.clock = clock;
    }

    /** Opens a new device. The password was checked against the hash; if it was changed since, this fails with CREDENTIALS_INVALID. */
    CompletionStage<Tokens> open(long userId, String passwordHash, String name) {
        long deviceId = ids.mint(0);
        Instant now = clock.instant();
        RefreshToken token = new RefreshToken(userId, deviceId, deviceId, refreshTokens.newSecret());
        StoredDevice device = new StoredDevice(deviceId, name, now, now, deviceId, state(token, now));
        return store.open(userId, passwordHash, device).thenCompose(opened -> {
            if (!opened) {
                throw Logins.wrongCredentials();
            }
            return makeRoom(userId, deviceId).thenApply(done -> tokens(token, device.token()));
        });
    }

    /** Logs a device in again: its earlier refresh tokens are void. Fails with DEVICE_NOT_FOUND, or CREDENTIALS_INVALID as {@link #open}. */
    CompletionStage<Tokens> reopen(long userId, String passwordHash, long deviceId, String name) {
        return reopen(userId, passwordHash, deviceId, name, ATTEMPTS);
    }

    private CompletionStage<Tokens> reopen(long userId, String passwordHash, long deviceId, String name, int attempts) {
        if (attempts == 0) {
            return failed(ErrorReason.ERROR_REASON_OVERLOADED, "this device logs in too often at once; try again");
        }
        return store.find(userId, deviceId).thenCompose(last -> {
            if (last == null) {
                throw notFound(deviceId);
            }
            long loginId = ids.mint(last.loginId());
            Instant now = clock.instant();
            RefreshToken token = new RefreshToken(userId, deviceId, loginId, refreshTokens.newSecret());
            StoredDevice device = new StoredDevice(deviceId, name, last.createdAt(), now, loginId, state(token, now));
            return store.reopen(userId, passwordHash, last.loginId(), device)
                    .thenCompose(reopened -> reopened
                            ? CompletableFuture.completedFuture(tokens(token, device.token()))
                            : accounts.find(userId).thenCompose(account -> {
                                if (account == null || !passwordHash.equals(account.passwordHash())) {
                                    throw Logins.wrongCredentials();
                                }
                                return reopen(userId, passwordHash, deviceId, name, attempts - 1);
                            }));
        });
    }

    /**
     * Turns a refresh token in.
     *
     * <p>The token that is good now is exchanged for its successor. The one used last is answered with the same successor for a short while, for a device whose
     * answer was lost. Any other that was ours once is in the wrong hands, or its successor is: the device is logged out.
     */
    CompletionStage<Tokens> refresh(String text) {
        return refresh(refreshTokens.read(text), ATTEMPTS);
    }

    private CompletionStage<Tokens> refresh(RefreshToken token, int attempts) {
        if (attempts == 0) {
            return failed(ErrorReason.ERROR_REASON_OVERLOADED, "this device refreshes too often at once; try again");
        }
        return store.find(token.userId(), token.deviceId()).thenCompose(device -> {
            if (device == null || device.loginId() != token.loginId()) {
                return refusals.of(token.userId());
            }
            Instant now = clock.instant();
            byte[] hash = token.hash();
            if (MessageDigest.isEqual(hash, device.token().hash())) {
                return exchange(token, device, now, attempts);
            }
            UsedToken used = device.token().used();
            if (used != null
                    && MessageDigest.isEqual(hash, used.hash())
                    && now.isBefore(used.at().plus(config.refreshGrace()))) {
                RefreshToken successor = token.successor(token.cover(used.coveredSuccessor()));
                return CompletableFuture.completedFuture(tokens(successor, device.token()));
            }
            return reused(token);
        });
    }

    private CompletionStage<Tokens> exchange(RefreshToken token, StoredDevice device, Instant now, int attempts) {
        if (!device.token().expiresAt().isAfter(now)) {
            return failed(
                    ErrorReason.ERROR_REASON_TOKEN_EXPIRED,
                    "the refresh token ended at " + device.token().expiresAt() + ": log in again");
        }
        byte[] secret = refreshTokens.newSecret();
        RefreshToken successor = token.successor(secret);
        byte[] hash = token.hash();
        TokenState next = new TokenState(
                successor.hash(), now.plus(config.refreshTokenLife()), new UsedToken(hash, now, token.cover(secret)));
        return store.rotate(token.userId(), token.deviceId(), hash, next, now)
                .thenCompose(rotated -> rotated
                        ? CompletableFuture.completedFuture(tokens(successor, next))
                        : refresh(token, attempts - 1));
    }

    private CompletionStage<Tokens> reused(RefreshToken token) {
        return store.removeLogin(token.userId(), token.deviceId(), token.loginId())
                .thenCompose(removed -> {
                    LOG.atWarn()
                            .addKeyValue("event", "account.refresh-token-reused")
                            .log(
                                    "a used refresh token came back: device {} of user {} is logged out",
                                    token.deviceId(),
                                    token.userId());
                    sessions.close(
                            token.userId(),
                            token.deviceId(),
                            CloseCode.CLOSE_CODE_LOGGED_OUT,
                            "a refresh token of this device was used twice: log in again");
                    return failed(
                            ErrorReason.ERROR_REASON_REFRESH_TOKEN_REUSED,
                            "this refresh token was used before, so someone else may have it: the device is logged out, log in again");
                });
    }

    /** All devices, oldest first. */
    CompletionStage<List<StoredDevice>> list(long userId) {
        return store.list(userId);
    }

    /** Logs a device out and ends its session; completes with whether it was there. */
    CompletionStage<Boolean> remove(long userId, long deviceId, String why) {
        return store.remove(userId, deviceId).thenApply(removed -> {
            sessions.close(userId, deviceId, CloseCode.CLOSE_CODE_LOGGED_OUT, why);
            return removed;
        });
    }

    /** Logs another device out; fails with DEVICE_NOT_FOUND. */
    CompletionStage<Void> revoke(long userId, long deviceId) {
        return remove(userId, deviceId, "another device logged this one out").thenAccept(removed -> {
            if (!removed) {
                throw notFound(deviceId);
            }
        });
    }

    private CompletionStage<Void> makeRoom(long userId, long newDeviceId) {
        return store.list(userId).thenCompose(devices -> {
            CompletionStage<Void> done = CompletableFuture.completedFuture(null);
            List<StoredDevice> surplus = devices.stream()
                    .filter(device -> device.deviceId() != newDeviceId)
                    .sorted(Comparator.comparing(StoredDevice::lastSeenAt))
                    .limit(Math.max(0, devices.size() - MAX_DEVICES))
                    .toList();
            for (StoredDevice device : surplus) {
                done = done.thenCompose(before ->
                                remove(userId, device.deviceId(), "an account has at most " + MAX_DEVICES + " devices"))
                        .thenAccept(removed -> {});
            }
            return done;
        });
    }

    private TokenState state(RefreshToken token, Instant now) {
        return new TokenState(token.hash(), now.plus(config.refreshTokenLife()), null);
    }

    private Tokens tokens(RefreshToken refresh, TokenState state) {
        Issued access = accessTokens.issue(
                Audience.USER, Long.toString(refresh.userId()), refresh.deviceId(), config.accessTokenLife());
        return Tokens.newBuilder()
                .setAccessToken(access.text())
                .setAccessTokenExpiresAtMillis(access.claims().expiresAt().toEpochMilli())
                .setRefreshToken(refreshTokens.write(refresh))
                .setRefreshTokenExpiresAtMillis(state.expiresAt().toEpochMilli())
                .setUserId(refresh.userId())
                .setDeviceId(refresh.deviceId())
                .build();
    }

    private static ChatException notFound(long deviceId) {
        return new ChatException(
                ErrorReason.ERROR_REASON_DEVICE_NOT_FOUND,
                "this account has no device " + deviceId + ": it was logged out, or never was");
    }

    private static <T> CompletionStage<T> failed(ErrorReason reason, String detail) {
        return CompletableFuture.failedFuture(new ChatException(reason, detail));
    }
}
