package chat.core.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import java.util.Arrays;
import java.util.Base64;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class PageTokensTest {
    private final PageTokens tokens = new PageTokens(new byte[32]);

    @Test
    void open_ownToken_givesThePosition() {
        String token = tokens.seal("4711", "channels", 42L);
        assertThat(tokens.open(token, "channels", 42L)).isEqualTo("4711");
        assertThat(tokens.openNumber(token, "channels", 42L)).isEqualTo(4711);
    }

    @Test
    void open_onAnotherNodeWithTheSameKey_givesThePosition() {
        assertThat(new PageTokens(new byte[32]).open(tokens.seal("7", "channels"), "channels"))
                .isEqualTo("7");
    }

    @Test
    void open_otherListOrParameters_isRefused() {
        String token = tokens.seal("4711", "channels", 42L, "ab");
        assertRefused(() -> tokens.open(token, "messages", 42L, "ab"));
        assertRefused(() -> tokens.open(token, "channels", 43L, "ab"));
        assertRefused(() -> tokens.open(token, "channels", 42L));
        assertRefused(() -> tokens.open(token, "channels", "42a", "b"));
        assertRefused(() -> tokens.open(token, "channels", "ab", 42L));
    }

    @Test
    void open_otherKey_isRefused() {
        byte[] other = new byte[32];
        other[31] = 1;
        String token = new PageTokens(other).seal("4711", "channels");
        assertRefused(() -> tokens.open(token, "channels"));
    }

    @Test
    void open_anyBitFlipped_isRefused() {
        byte[] token = Base64.getUrlDecoder().decode(tokens.seal("4711", "channels", 42L));
        for (int bit = 0; bit < token.length * 8; bit++) {
            byte[] flipped = token.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertRefused(() -> tokens.open(encode(flipped), "channels", 42L));
        }
    }

    @Test
    void open_noToken_isRefused() {
        byte[] token = Base64.getUrlDecoder().decode(tokens.seal("4711", "channels"));
        for (int length = 0; length < token.length; length++) {
            byte[] cut = Arrays.copyOf(token, length);
            assertRefused(() -> tokens.open(encode(cut), "channels"));
        }
        assertRefused(() -> tokens.open("not base64!", "channels"));
        assertRefused(() -> tokens.open("\u0000", "channels"));
        assertRefused(() -> tokens.open("A".repeat(1_000_000), "channels"));
    }

    @Test
    void size_outsideOfTheLimits_isRefused() {
        PageLimits limits = new PageLimits(50, 200);
        assertThat(limits.size(0)).isEqualTo(50);
        assertThat(limits.size(200)).isEqualTo(200);
        assertThatThrownBy(() -> limits.size(201))
                .isInstanceOfSatisfying(ChatException.class, e -> assertThat(e.reason())
                        .isEqualTo(ErrorReason.ERROR_REASON_FIELD_INVALID));
        assertThatThrownBy(() -> limits.size(-1)).isInstanceOf(ChatException.class);
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ChatException.class, e -> assertThat(e.reason())
                .isEqualTo(ErrorReason.ERROR_REASON_PAGE_TOKEN_INVALID));
    }
}
