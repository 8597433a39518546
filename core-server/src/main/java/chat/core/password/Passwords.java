package chat.core.password;

import chat.core.thread.BoundedThreads;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import java.security.SecureRandom;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Hashes and checks passwords on threads of its own, never on the caller's. At most {@link PasswordConfig#threads} hashes take memory at once;
 * when too many wait the answer is OVERLOADED. Safe from any thread.
 */
public final class Passwords implements AutoCloseable {
    public static final int MIN_CODE_POINTS = 8;
    public static final int MAX_CODE_POINTS = 256;

    private final PasswordConfig config;
    private final BoundedThreads threads;
    private final SecureRandom random = new SecureRandom();
    /** What the password of nobody is checked against: as much work as anybody's. */
    private final Argon2Hash nobodys;

    public Passwords(PasswordConfig config) {
        this.config = config;
        this.threads = new BoundedThreads("passwords", config.threads(), config.queue());
        this.nobodys = Argon2Hash.of("", config.cost(), salt());
    }

    /**
     * Outcome of a check.
     *
     * @param renewed when the password matched a hash of another cost: its hash at the present cost, to be stored instead
     */
    public record Check(boolean matches, @Nullable String renewed) {
        @Override
        public String toString() {
            return "Check[matches=" + matches + "]";
        }
    }

    /**
     * Whether a password may be chosen.
     *
     * @throws ChatException PASSWORD_INVALID
     */
    public static void requireAllowed(String password) {
        int length = password.codePointCount(0, password.length());
        if (length < MIN_CODE_POINTS || length > MAX_CODE_POINTS) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_PASSWORD_INVALID,
                    "a password has " + MIN_CODE_POINTS + " to " + MAX_CODE_POINTS
                            + " Unicode code points; this one has " + length);
        }
    }

    /** The hash to store, as a PHC string. */
    public CompletionStage<String> hash(String password) {
        return threads.call(() -> Argon2Hash.of(password, config.cost(), salt()).phc());
    }

    /**
     * Checks a password. Without a hash (no such account, or one that nobody can log in to) the same work is done, and it does not match.
     *
     * @param stored PHC string, or null
     */
    public CompletionStage<Check> check(String password, @Nullable String stored) {
        return threads.call(() -> {
            boolean tooLong = password.length() > 2 * MAX_CODE_POINTS; // could not have been chosen
            Argon2Hash hash = stored == null ? nobodys : Argon2Hash.parse(stored);
            boolean same = hash.matches(tooLong ? "" : password);
            if (stored == null || tooLong || !same) {
                return new Check(false, null);
            }
            return new Check(
                    true,
                    hash.cost().equals(config.cost())
                            ? null
                            : Argon2Hash.of(password, config.cost(), salt()).phc());
        });
    }

    private byte[] salt() {
        byte[] salt = new byte[Argon2Hash.SALT_BYTES];
        random.nextBytes(salt);
        return salt;
    }

    @Override
    public void close() {
        threads.close();
    }
}
