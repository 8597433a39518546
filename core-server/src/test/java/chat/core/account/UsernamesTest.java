package chat.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.core.account.Usernames.Username;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import com.ibm.icu.util.VersionInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UsernamesTest {
    @ParameterizedTest
    @CsvSource({
        "ann, ann",
        "Ann_B-c.9, ann_b-c.9",
        "ＡＮＮ, ann", // full-width
        "Ａｌｉｃｅ, alice",
        "straße, strasse",
        "ΣΊΣΥΦΟΣ, σίσυφοσ",
        "李小龙, 李小龙",
        "मोहन, मोहन", // vowel signs are marks
        "สมชาย, สมชาย",
        "cafe\u0301, café",
        "٣٤٥, ٣٤٥",
    })
    void parse_allowedName_isNormalised(String given, String text) {
        assertThat(Usernames.parse(given).text()).isEqualTo(text);
    }

    @Test
    void parse_lengthIsInCodePoints() {
        assertThat(Usernames.parse("a".repeat(32)).text()).hasSize(32);
        assertThat(Usernames.parse("𝒜bc").text()).isEqualTo("abc");
        assertThat(Usernames.parse("𠀀𠀁𠀂").text()).hasSize(6);
        assertInvalid("a".repeat(33));
        assertInvalid("ab");
        assertInvalid("𠀀𠀁");
        assertInvalid("a".repeat(1_000_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "an n",
                "_ann",
                "-ann",
                ".ann",
                "ann!",
                "ann@home",
                "ann/1",
                "an\u0000n",
                "an\u200Bn", // zero width space
                "an\u200Dn", // zero width joiner
                "an\u2060n", // word joiner
                "\uFEFFann",
                "an\u00ADn", // soft hyphen
                "an\u034Fn", // combining grapheme joiner: a mark that can't be seen
                "an\uFE0Fn", // variation selector
                "an\u115Fn", // Hangul filler: a letter that can't be seen
                "an\u3164n",
                "\u202Eann", // right-to-left override
                "ann\u200F", // right-to-left mark
                "\u2066ann\u2069",
                "ann😀",
                "\u0301ann", // a mark without a letter
                "9\u0301nn",
                "a\u0316\u0317\u0318\u0319nn", // more marks than any orthography needs
                "an\uD800n",
                "ann\n",
            })
    void parse_otherName_isRefused(String given) {
        assertInvalid(given);
        assertThat(Usernames.find(given)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "paypal, раураӏ", // Cyrillic
        "paypal, PayPal",
        "paypal, paypa1",
        "paypal, pаypal", // one Cyrillic letter
        "paypal, ｐａｙｐａｌ",
        "google, g00gle",
        "modern, rnodern",
        "scope, ѕсоре",
        "café, cafe\u0301",
        "alpha, ɑlpha", // Latin alpha
    })
    void skeleton_lookAlikes_areEqual(String name, String lookAlike) {
        assertThat(Usernames.parse(lookAlike).skeleton())
                .isEqualTo(Usernames.parse(name).skeleton());
    }

    @ParameterizedTest
    @CsvSource({"ann, anna", "ann, ann_", "ann.b, annb", "李小龙, 李小虎", "user2, user3", "mohan, mohon"})
    void skeleton_otherNames_differ(String name, String other) {
        assertThat(Usernames.parse(other).skeleton())
                .isNotEqualTo(Usernames.parse(name).skeleton());
    }

    /** Skeletons are stored. If this fails, the new ICU4J needs a migration of the table usernames first. */
    @Test
    void skeleton_isThatOfTheStoredData() {
        assertThat(VersionInfo.ICU_VERSION.getMajor()).isEqualTo(77);
        assertThat(Usernames.parse("Modern_01-l.x").skeleton()).isEqualTo("rnodern_ol-l.x");
        assertThat(Usernames.parse("раураӏ").skeleton()).isEqualTo("paypal");
        assertThat(Usernames.parse("李小龙").skeleton()).isEqualTo("李小龙");
    }

    @ParameterizedTest
    @CsvSource({
        "ubuntu, ubuntu",
        "|QuaD-, quad-",
        "[Ann]^, ann",
        "`Bob`{1}, bob1",
        "__x_y__, x_y__",
    })
    void fromSource_isAsNearAsTheRulesAllow(String source, String text) {
        assertThat(Usernames.fromSource(source, 0).text()).isEqualTo(text);
    }

    @Test
    void fromSource_anySource_isValidAndTheSameAgain() {
        List<String> sources = List.of(
                "A", "|", "^^^", "", "\u202E", "x".repeat(200), "𝒜", "我", "ﷺ".repeat(40), "\u0301\u0301", "İİİ");
        for (String source : sources) {
            for (int attempt = 0; attempt < 3; attempt++) {
                Username name = Usernames.fromSource(source, attempt);
                assertThat(Usernames.parse(name.text())).as(source).isEqualTo(name);
                assertThat(Usernames.fromSource(source, attempt)).isEqualTo(name);
            }
        }
    }

    @Test
    void fromSource_laterAttempts_giveOtherNames() {
        Set<String> skeletons = new HashSet<>();
        for (String source : List.of("ann", "Ann", "ANN", "[ann]")) {
            assertThat(Usernames.fromSource(source, 0).text()).isEqualTo("ann");
            for (int attempt = 1; attempt < 8; attempt++) {
                skeletons.add(Usernames.fromSource(source, attempt).skeleton());
            }
        }
        assertThat(skeletons).hasSize(28);
    }

    private static void assertInvalid(String given) {
        assertThatThrownBy(() -> Usernames.parse(given))
                .isInstanceOfSatisfying(ChatException.class, e -> assertThat(e.reason())
                        .isEqualTo(ErrorReason.ERROR_REASON_USERNAME_INVALID));
    }
}
