package chat.core.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import chat.runtime.config.ProgramConfig;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that all core nodes share, and the keys made from it: HKDF-SHA256 (RFC 5869), one key for each purpose, so that
 * none of them tells anything of another. Safe from any thread.
 */
public final class KeySecret {
    /** Purpose of the key of {@link chat.core.page.PageTokens}. */
    public static final String PAGE_TOKENS = "page-tokens";

    static final String SIGNING_KEYS = "signing-keys";
    static final String REFRESH_TOKENS = "refresh-tokens";

    /** Fewer characters could be guessed. */
    private static final int MIN_LENGTH = 32;

    private final byte[] extracted;

    /** @param secret at least 32 characters, from a random source */
    public KeySecret(String secret) {
        if (secret.length() < MIN_LENGTH) {
            throw new IllegalArgumentException(
                    "core.auth.key-secret has " + secret.length() + " characters; it needs at least " + MIN_LENGTH
                            + " from a random source, as from: openssl rand -hex 32");
        }
        extracted = hmac("chat key secret v1".getBytes(UTF_8), secret.getBytes(UTF_8));
    }

    /** From {@code core.auth.key-secret} or {@code core.auth.key-secret-file}. */
    public static KeySecret from(ProgramConfig config) {
        return new KeySecret(config.requiredSecret("auth.key-secret"));
    }

    /** 32 bytes for one purpose. */
    public byte[] derive(String purpose) {
        byte[] info = purpose.getBytes(UTF_8);
        byte[] block = new byte[info.length + 1];
        System.arraycopy(info, 0, block, 0, info.length);
        block[info.length] = 1; // HKDF-Expand: the first block is all that 32 bytes need
        return hmac(extracted, block);
    }

    static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    @Override
    public String toString() {
        return "KeySecret[masked]";
    }
}
