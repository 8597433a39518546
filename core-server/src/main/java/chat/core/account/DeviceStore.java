package chat.core.account;

import chat.account.v1.Device;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps devices and, of each, the one refresh token that is good now and the one that was used last. Fails with STORE_UNAVAILABLE, after which a write may
 * have happened or not.
 */
interface DeviceStore {
    /** A device. */
    record StoredDevice(
            long deviceId, String name, Instant createdAt, Instant lastSeenAt, long loginId, TokenState token) {
        Device toProto() {
            return Device.newBuilder()
                    .setDeviceId(deviceId)
                    .setName(name)
                    .setCreatedAtMillis(createdAt.toEpochMilli())
                    .setLastSeenAtMillis(lastSeenAt.toEpochMilli())
                    .build();
        }
    }

    /**
     * Its refresh tokens.
     *
     * @param hash of the token that is good now
     * @param expiresAt when that one ends
     * @param used what came before; null after a login
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record TokenState(byte[] hash, Instant expiresAt, @Nullable UsedToken used) {
        @Override
        public String toString() {
            return "TokenState[expiresAt=" + expiresAt + "]";
        }
    }

    /**
     * The token that was used last.
     *
     * @param coveredSuccessor {@link chat.core.token.RefreshToken#cover}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record UsedToken(byte[] hash, Instant at, byte[] coveredSuccessor) {
        @Override
        public String toString() {
            return "UsedToken[at=" + at + "]";
        }
    }

    /** Adds a device; completes with false when the password is no longer the one that was checked. */
    CompletionStage<Boolean> open(long userId, String passwordHash, StoredDevice device);

    /**
     * Puts a new login in place of a device's last one; completes with false when the device is gone, was logged in anew meanwhile, or the password is no longer
     * the one that was checked.
     */
    CompletionStage<Boolean> reopen(long userId, String passwordHash, long lastLoginId, StoredDevice device);

    /** A device, or null. */
    CompletionStage<@Nullable StoredDevice> find(long userId, long deviceId);

    /** All devices, oldest first. */
    CompletionStage<List<StoredDevice>> list(long userId);

    /** Puts the next token in place of {@code hash}; completes with false when that one is no longer good. One use of many at once succeeds. */
    CompletionStage<Boolean> rotate(long userId, long deviceId, byte[] hash, TokenState next, Instant seenAt);

    /** Removes a device; completes with whether it was there. */
    CompletionStage<Boolean> remove(long userId, long deviceId);

    /** Removes a device unless it has logged in anew; completes with whether it did. */
    CompletionStage<Boolean> removeLogin(long userId, long deviceId, long loginId);
}
