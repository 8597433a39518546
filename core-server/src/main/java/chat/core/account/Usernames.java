package chat.core.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.SpoofChecker;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a user name is, and when two are the same.
 *
 * <p>A name is brought to NFKC with case folded (so full-width and capital letters become plain small ones, and what is shown is what is compared),
 * then must have 3 to 32 code points: letters and digits of any script, {@code _ - .}, and marks that belong to a letter before them; it starts with a
 * letter or digit. What can't be seen (zero-width characters, direction marks, fillers) is in no name.
 *
 * <p>Two names are the same when their <em>skeletons</em> (UTS #39, folded once more) are equal: {@code раураl} in Cyrillic is {@code paypal}. Skeletons are
 * stored: another version of ICU4J may compute others, so a change of its version needs a rebuild of {@code usernames}.
 */
final class Usernames {
    static final int MIN_CODE_POINTS = 3;
    static final int MAX_CODE_POINTS = 32;
    /** More marks in a row than any orthography needs would paint over their neighbours. */
    private static final int MAX_MARKS = 3;
    /** Characters that a digest is written with: no two of them look alike. */
    private static final String DIGEST_ALPHABET = "abcdefghjkpqrstuvwxyz23456789";

    private static final int DIGEST_CHARS = 6;
    /** Looks like an l in most fonts; the confusables data has it as an i. */
    private static final char SMALL_PALOCHKA = '\u04CF';

    private static final Normalizer2 FOLD = Normalizer2.getNFKCCasefoldInstance();
    private static final Normalizer2 NFKC = Normalizer2.getNFKCInstance();
    private static final SpoofChecker SPOOF = new SpoofChecker.Builder().build();

    private Usernames() {}

    /**
     * A valid name.
     *
     * @param text as it is stored and shown
     * @param skeleton what look-alikes share
     */
    record Username(String text, String skeleton) {}

    /**
     * The name that was meant.
     *
     * @throws ChatException USERNAME_INVALID
     */
    static Username parse(String given) {
        if (given.length() > 8 * MAX_CODE_POINTS) {
            throw invalid("is too long");
        }
        // before folding, which would drop what can't be seen and so accept it
        String composed = NFKC.normalize(given);
        for (int i = 0; i < composed.length(); i += Character.charCount(composed.codePointAt(i))) {
            if (!allowed(composed.codePointAt(i))) {
                throw invalid("holds U+%04X".formatted(composed.codePointAt(i)));
            }
        }
        String text = FOLD.normalize(composed);
        String problem = problem(text);
        if (problem != null) {
            throw invalid(problem);
        }
        return new Username(text, skeleton(text));
    }

    /** As {@link #parse}, for look-ups: what can't be a name is nobody's. */
    static Optional<Username> find(String given) {
        try {
            return Optional.of(parse(given));
        } catch (ChatException invalid) {
            return Optional.empty();
        }
    }

    /**
     * A name made of one of another system. Always the same for the same source and attempt.
     *
     * @param attempt 0: as near to the source's name as the rules allow; above: told apart from others by a digest of the source's name
     */
    static Username fromSource(String sourceName, int attempt) {
        StringBuilder kept = new StringBuilder();
        String folded = FOLD.normalize(sourceName);
        for (int i = 0; i < folded.length(); i += Character.charCount(folded.codePointAt(i))) {
            int c = folded.codePointAt(i);
            boolean start = kept.length() == 0;
            if (start ? UCharacter.isLetterOrDigit(c) && allowed(c) : allowed(c)) {
                kept.appendCodePoint(c);
            }
        }
        String base = kept.toString();
        if (attempt == 0 && problem(base) == null) {
            return new Username(base, skeleton(base));
        }
        int room = MAX_CODE_POINTS - DIGEST_CHARS - 1;
        if (base.codePointCount(0, base.length()) > room) {
            base = base.substring(0, base.offsetByCodePoints(0, room));
        }
        String digest = digest(sourceName + "\n" + attempt);
        String text = FOLD.normalize((base.isEmpty() ? "user" : base) + "-" + digest);
        if (problem(text) != null) { // marks without a letter, or a fold that grew
            text = "user-" + digest;
        }
        return new Username(text, skeleton(text));
    }

    private static @Nullable String problem(String text) {
        int length = text.codePointCount(0, text.length());
        if (length < MIN_CODE_POINTS || length > MAX_CODE_POINTS) {
            return "has " + length;
        }
        if (!UCharacter.isLetterOrDigit(text.codePointAt(0))) {
            return "starts with U+%04X".formatted(text.codePointAt(0));
        }
        int marks = 0;
        boolean markable = false;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (!allowed(c)) {
                return "holds U+%04X".formatted(c);
            }
            if (isMark(c)) {
                marks++;
                if (!markable || marks > MAX_MARKS) {
                    return "has too many marks at U+%04X".formatted(c);
                }
            } else {
                marks = 0;
                markable = UCharacter.isLetter(c);
            }
        }
        return null;
    }

    private static boolean allowed(int c) {
        if (c == '_' || c == '-' || c == '.') {
            return true;
        }
        return (UCharacter.isLetterOrDigit(c) || isMark(c))
                && !UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
    }

    private static boolean isMark(int c) {
        int type = UCharacter.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static String skeleton(String text) {
        return FOLD.normalize(SPOOF.getSkeleton(text.replace(SMALL_PALOCHKA, 'l')));
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            StringBuilder digest = new StringBuilder();
            for (int i = 0; i < DIGEST_CHARS; i++) {
                digest.append(DIGEST_ALPHABET.charAt((hash[i] & 0xff) % DIGEST_ALPHABET.length()));
            }
            return digest.toString();
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static ChatException invalid(String problem) {
        return new ChatException(
                ErrorReason.ERROR_REASON_USERNAME_INVALID,
                "a username has " + MIN_CODE_POINTS + " to " + MAX_CODE_POINTS
                        + " characters: letters and digits of any script, _ - . and starts with a letter or digit; this one "
                        + problem);
    }
}
