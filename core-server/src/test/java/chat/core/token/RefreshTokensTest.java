package chat.core.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RefreshTokensTest {
    private final RefreshTokens tokens = new RefreshTokens(new KeySecret("0123456789abcdef0123456789abcdef"));

    @Test
    void read_ownToken_givesItBack() {
        RefreshToken token = new RefreshToken(1, 2, 3, tokens.newSecret());
        RefreshToken read = tokens.read(tokens.write(token));
        assertThat(read.userId()).isEqualTo(1);
        assertThat(read.deviceId()).isEqualTo(2);
        assertThat(read.loginId()).isEqualTo(3);
        assertThat(read.secret()).isEqualTo(token.secret());
        assertThat(read.hash()).isEqualTo(token.hash()).hasSize(32);
    }

    @Test
    void read_anyBitFlipped_isInvalid() {
        byte[] token = Base64.getUrlDecoder().decode(tokens.write(new RefreshToken(1, 2, 3, tokens.newSecret())));
        for (int bit = 0; bit < token.length * 8; bit++) {
            byte[] flipped = token.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertInvalid(encode(flipped));
        }
    }

    @Test
    void read_garbage_isInvalid() {
        byte[] token = Base64.getUrlDecoder().decode(tokens.write(new RefreshToken(1, 2, 3, tokens.newSecret())));
        assertInvalid(encode(Arrays.copyOf(token, token.length - 1)));
        assertInvalid(encode(Arrays.copyOf(token, token.length + 1)));
        for (String garbage : List.of("x", "####", "\u0000", "A".repeat(1_000_000))) {
            assertInvalid(garbage);
        }
        RefreshTokens other = new RefreshTokens(new KeySecret("another secret of enough length !"));
        assertInvalid(other.write(new RefreshToken(1, 2, 3, tokens.newSecret())));
    }

    @Test
    void cover_withTheTokensSecret_opensAgain() {
        RefreshToken token = new RefreshToken(1, 2, 3, tokens.newSecret());
        byte[] successor = tokens.newSecret();
        byte[] covered = token.cover(successor);
        assertThat(covered).isNotEqualTo(successor);
        assertThat(token.cover(covered)).isEqualTo(successor);
        assertThat(new RefreshToken(1, 2, 3, tokens.newSecret()).cover(covered)).isNotEqualTo(successor);
    }

    @Test
    void toString_holdsNoSecret() {
        assertThat(new RefreshToken(1, 2, 3, tokens.newSecret())).hasToString("RefreshToken[user=1 device=2]");
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private void assertInvalid(String token) {
        assertThatThrownBy(() -> tokens.read(token))
                .isInstanceOfSatisfying(ChatException.class, e -> assertThat(e.reason())
                        .isEqualTo(ErrorReason.ERROR_REASON_TOKEN_INVALID));
    }
}
