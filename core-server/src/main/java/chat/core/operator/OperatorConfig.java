package chat.core.operator;

import chat.core.password.Passwords;
import chat.runtime.config.ProgramConfig;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The operator that a new cluster begins with.
 *
 * @param bootstrapName login name of the ADMIN that is created at start if absent
 * @param bootstrapPassword their password; null: none is created
 */
public record OperatorConfig(String bootstrapName, @Nullable String bootstrapPassword) {
    static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,64}");

    public OperatorConfig {
        if (!NAME.matcher(bootstrapName).matches()) {
            throw new IllegalArgumentException(
                    "core.operators.bootstrap-name must be 1 to 64 of a-z 0-9 . _ -, not " + bootstrapName);
        }
        if (bootstrapPassword != null) {
            int length = bootstrapPassword.codePointCount(0, bootstrapPassword.length());
            if (length < Passwords.MIN_CODE_POINTS || length > Passwords.MAX_CODE_POINTS) {
                throw new IllegalArgumentException(
                        "core.operators.bootstrap-password must have " + Passwords.MIN_CODE_POINTS + " to "
                                + Passwords.MAX_CODE_POINTS + " characters, not " + length);
            }
        }
    }

    /** From the section {@code core.operators}. */
    public static OperatorConfig from(ProgramConfig config) {
        return new OperatorConfig(
                config.string("operators.bootstrap-name"),
                config.secret("operators.bootstrap-password").orElse(null));
    }

    @Override
    public String toString() {
        return "OperatorConfig[bootstrapName=" + bootstrapName + "]";
    }
}
