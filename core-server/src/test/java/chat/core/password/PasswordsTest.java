package chat.core.password;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.core.password.Passwords.Check;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PasswordsTest {
    private static final Argon2Cost CHEAP = new Argon2Cost(64, 1, 1);

    private final Passwords passwords = new Passwords(new PasswordConfig(CHEAP, 1, 100));

    @AfterEach
    void close() {
        passwords.close();
    }

    @Test
    void check_rightAndWrong() {
        String stored = join(passwords.hash("correct horse"));
        assertThat(stored).startsWith("$argon2id$v=19$m=64,t=1,p=1$");
        assertThat(join(passwords.check("correct horse", stored))).isEqualTo(new Check(true, null));
        assertThat(join(passwords.check("correct horsf", stored)).matches()).isFalse();
        assertThat(join(passwords.check("", stored)).matches()).isFalse();
    }

    @Test
    void hash_samePassword_otherSalt() {
        assertThat(join(passwords.hash("correct horse"))).isNotEqualTo(join(passwords.hash("correct horse")));
    }

    @Test
    void check_nobody_neverMatches() {
        assertThat(join(passwords.check("", null)).matches()).isFalse();
        assertThat(join(passwords.check("anything", null)).matches()).isFalse();
    }

    @Test
    void check_tooLong_neverMatches() {
        assertThat(join(passwords.check("x".repeat(1_000_000), join(passwords.hash(""))))
                        .matches())
                .isFalse();
    }

    @Test
    void check_otherCost_matchesAndIsRenewed() {
        String old = Argon2Hash.of("correct horse", new Argon2Cost(32, 2, 1), new byte[16])
                .phc();
        Check check = join(passwords.check("correct horse", old));
        assertThat(check.matches()).isTrue();
        assertThat(check.renewed()).startsWith("$argon2id$v=19$m=64,t=1,p=1$");
        assertThat(join(passwords.check("correct horse", check.renewed()))).isEqualTo(new Check(true, null));
        assertThat(join(passwords.check("wrong horse", old)).renewed()).isNull();
    }

    @Test
    void check_otherFormOfTheSameCharacters_matches() {
        assertThat(join(passwords.check("cafe\u0301 racer", join(passwords.hash("caf\u00E9 racer"))))
                        .matches())
                .isTrue();
    }

    /** Made with the reference implementation: argon2 somesalt -id -t 2 -m 16 -p 1 -l 32, password "password" (test.c of phc-winner-argon2). */
    @Test
    void hash_knownVector_isArgon2id() {
        Argon2Hash hash = Argon2Hash.of("password", new Argon2Cost(65_536, 2, 1), "somesalt".getBytes(UTF_8));
        assertThat(HexFormat.of().formatHex(hash.hash()))
                .isEqualTo("09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7");
    }

    @Test
    void parse_whatIsNoHash_isRefusedWithoutShowingIt() {
        for (String stored : List.of(
                "plain-secret",
                "$argon2i$v=19$m=64,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
                "$argon2id$v=19$m=9999999,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA")) {
            assertThatThrownBy(() -> Argon2Hash.parse(stored))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("plain-secret");
        }
    }

    @Test
    void requireAllowed_countsCodePoints() {
        Passwords.requireAllowed("😀".repeat(8));
        Passwords.requireAllowed("😀".repeat(256));
        for (String bad : List.of("", "1234567", "😀".repeat(7), "😀".repeat(257))) {
            assertThatThrownBy(() -> Passwords.requireAllowed(bad))
                    .isInstanceOfSatisfying(ChatException.class, e -> assertThat(e.reason())
                            .isEqualTo(ErrorReason.ERROR_REASON_PASSWORD_INVALID));
        }
    }

    @Test
    void hash_moreThanFit_areRefused() {
        try (Passwords small = new Passwords(new PasswordConfig(new Argon2Cost(32_768, 4, 1), 1, 2))) {
            List<CompletionStage<String>> hashes = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                hashes.add(small.hash("correct horse"));
            }
            List<ErrorReason> refusals = hashes.stream()
                    .map(CompletionStage::toCompletableFuture)
                    .map(future -> future.handle((hash, thrown) -> thrown))
                    .map(CompletableFuture::join)
                    .filter(thrown -> thrown != null)
                    .map(thrown -> Errors.toChatException(thrown).reason())
                    .toList();
            assertThat(refusals).isNotEmpty().hasSizeLessThan(40).containsOnly(ErrorReason.ERROR_REASON_OVERLOADED);
        }
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
