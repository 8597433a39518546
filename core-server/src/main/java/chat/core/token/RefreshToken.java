package chat.core.token;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/**
 * A refresh token.
 *
 * @param loginId the login that it descends from: a device that logs in anew starts a new line of tokens
 * @param secret 32 random bytes; only their hash is stored
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RefreshToken(long userId, long deviceId, long loginId, byte[] secret) {
    static final int SECRET_BYTES = 32;

    /** SHA-256 of the secret: what the store knows of it. */
    public byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /**
     * The successor's secret, readable only by who has this token: combined with a key stream that is made from this token's secret and used this once.
     * The same function opens it again.
     */
    public byte[] cover(byte[] successorSecret) {
        byte[] stream = KeySecret.hmac(secret, new byte[] {'s', 'u', 'c', 'c', 'e', 's', 's', 'o', 'r'});
        byte[] covered = new byte[SECRET_BYTES];
        for (int i = 0; i < SECRET_BYTES; i++) {
            covered[i] = (byte) (successorSecret[i] ^ stream[i]);
        }
        return covered;
    }

    /** The next token of the line. */
    public RefreshToken successor(byte[] successorSecret) {
        return new RefreshToken(userId, deviceId, loginId, successorSecret);
    }

    @Override
    public String toString() {
        return "RefreshToken[user=" + userId + " device=" + deviceId + "]";
    }
}
