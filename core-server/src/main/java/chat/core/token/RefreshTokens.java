package chat.core.token;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * Makes refresh tokens, writes and reads them. Safe from any thread.
 *
 * <p>Text: base64url of {@code version 1 (1 byte) | user (8) | device (8) | login (8) | secret (32) | first 16 bytes of HMAC-SHA256 of all
 * before}. The tag tells a token that was ours once, and is used again, from one that was made up: without it, anyone could log any device out by
 * inventing "used" tokens.
 */
public final class RefreshTokens {
    private static final byte VERSION = 1;
    private static final int BODY_BYTES = 1 + 3 * Long.BYTES + RefreshToken.SECRET_BYTES;
    private static final int TAG_BYTES = 16;
    private static final int CHARS = (BODY_BYTES + TAG_BYTES) * 8 / 6 + 1;

    private final byte[] key;
    private final SecureRandom random = new SecureRandom();

    public RefreshTokens(KeySecret secret) {
        this.key = secret.derive(KeySecret.REFRESH_TOKENS);
    }

    /** 32 random bytes. */
    public byte[] newSecret() {
        byte[] secret = new byte[RefreshToken.SECRET_BYTES];
        random.nextBytes(secret);
        return secret;
    }

    public String write(RefreshToken token) {
        byte[] body = ByteBuffer.allocate(BODY_BYTES)
                .put(VERSION)
                .putLong(token.userId())
                .putLong(token.deviceId())
                .putLong(token.loginId())
                .put(token.secret())
                .array();
        byte[] text = Arrays.copyOf(body, BODY_BYTES + TAG_BYTES);
        System.arraycopy(KeySecret.hmac(key, body), 0, text, BODY_BYTES, TAG_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    /** @throws ChatException TOKEN_MISSING, or TOKEN_INVALID when this cluster never gave it out */
    public RefreshToken read(String text) {
        if (text.isEmpty()) {
            throw new ChatException(ErrorReason.ERROR_REASON_TOKEN_MISSING, "refresh_token is empty: log in again");
        }
        byte[] bytes;
        try {
            bytes = text.length() > CHARS ? new byte[0] : Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            bytes = new byte[0];
        }
        if (bytes.length != BODY_BYTES + TAG_BYTES || bytes[0] != VERSION) {
            throw invalid();
        }
        byte[] body = Arrays.copyOf(bytes, BODY_BYTES);
        byte[] tag = Arrays.copyOfRange(bytes, BODY_BYTES, bytes.length);
        if (!MessageDigest.isEqual(tag, Arrays.copyOf(KeySecret.hmac(key, body), TAG_BYTES))) {
            throw invalid();
        }
        ByteBuffer fields = ByteBuffer.wrap(body, 1, BODY_BYTES - 1);
        long user = fields.getLong();
        long device = fields.getLong();
        long login = fields.getLong();
        byte[] secret = new byte[RefreshToken.SECRET_BYTES];
        fields.get(secret);
        return new RefreshToken(user, device, login, secret);
    }

    private static ChatException invalid() {
        return new ChatException(
                ErrorReason.ERROR_REASON_TOKEN_INVALID, "the refresh token is not one of ours: log in again");
    }
}
