package chat.core.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and opens page tokens. Safe from any thread.
 *
 * <p>Token: base64url of {@code version 1 (1 byte) | position | first 16 bytes of HMAC-SHA256(version, list, parameters, position)}. The position can
 * be read by whoever has the token: it must hold nothing that the caller may not know. Every node of a cluster makes the same
 * tokens, since the key is derived from the cluster's key secret.
 */
public final class PageTokens {
    private static final byte VERSION = 1;
    private static final int TAG_BYTES = 16;
    /** Longer ones are refused unread. */
    private static final int MAX_TOKEN_CHARS = 1024;

    private final SecretKeySpec key;

    /** @param key 32 bytes that all nodes share */
    public PageTokens(byte[] key) {
        if (key.length < 32) {
            throw new IllegalArgumentException("the page token key needs 32 bytes, not " + key.length);
        }
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /**
     * A token to go on with.
     *
     * @param position where the next page begins, in the list's own words
     * @param list name of the list, as in {@code channels}
     * @param parameters everything else that makes this list what it is: whose, of which day, in which direction. Compared by
     *     {@code toString()}; must be the same, in the same order, when the token is opened
     */
    public String seal(String position, String list, Object... parameters) {
        byte[] where = position.getBytes(UTF_8);
        byte[] tag = tag(where, list, parameters);
        byte[] token = ByteBuffer.allocate(1 + where.length + TAG_BYTES)
                .put(VERSION)
                .put(where)
                .put(tag)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /**
     * The position in a token.
     *
     * @throws ChatException PAGE_TOKEN_INVALID when it was made for another list or other parameters, was tampered with or is no token
     */
    public String open(String token, String list, Object... parameters) {
        if (token.length() > MAX_TOKEN_CHARS) {
            throw invalid();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException notBase64) {
            throw invalid();
        }
        if (bytes.length < 1 + TAG_BYTES || bytes[0] != VERSION) {
            throw invalid();
        }
        byte[] where = Arrays.copyOfRange(bytes, 1, bytes.length - TAG_BYTES);
        byte[] given = Arrays.copyOfRange(bytes, bytes.length - TAG_BYTES, bytes.length);
        if (!MessageDigest.isEqual(given, tag(where, list, parameters))) {
            throw invalid();
        }
        return new String(where, UTF_8);
    }

    /** As {@link #open} for lists whose positions are numbers. */
    public long openNumber(String token, String list, Object... parameters) {
        return Long.parseLong(open(token, list, parameters));
    }

    private byte[] tag(byte[] position, String list, Object... parameters) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(VERSION);
            update(mac, list.getBytes(UTF_8));
            mac.update(ByteBuffer.allocate(4).putInt(parameters.length).flip());
            for (Object parameter : parameters) {
                update(mac, parameter.toString().getBytes(UTF_8));
            }
            update(mac, position);
            return Arrays.copyOf(mac.doFinal(), TAG_BYTES);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** With its length before it, so that no two lists of parts give the same bytes. */
    private static void update(Mac mac, byte[] part) {
        mac.update(ByteBuffer.allocate(4).putInt(part.length).flip());
        mac.update(part);
    }

    private static ChatException invalid() {
        return new ChatException(
                ErrorReason.ERROR_REASON_PAGE_TOKEN_INVALID,
                "page_token is none that this list gave out for these parameters; leave it empty to start from the first page");
    }
}
