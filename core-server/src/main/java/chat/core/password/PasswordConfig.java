package chat.core.password;

import chat.runtime.config.ProgramConfig;

/**
 * How passwords are hashed.
 *
 * @param cost of one hash; hashes of another cost still verify, and are made anew at the next login
 * @param threads hashes at once: with the cost's memory the bound on memory
 * @param queue requests that may wait for a thread; more are refused with OVERLOADED
 */
public record PasswordConfig(Argon2Cost cost, int threads, int queue) {
    public PasswordConfig {
        if (threads < 1 || queue < 1) {
            throw new IllegalArgumentException(
                    "password threads and queue must be at least 1: " + threads + ", " + queue);
        }
    }

    /** From the section {@code core.passwords}. */
    public static PasswordConfig from(ProgramConfig config) {
        return new PasswordConfig(
                new Argon2Cost(
                        Math.toIntExact(config.bytes("passwords.memory") / 1024),
                        config.integer("passwords.passes", 1, 100),
                        config.integer("passwords.lanes", 1, 16)),
                config.integer("passwords.threads", 1, 64),
                config.integer("passwords.queue", 1, 10_000));
    }
}
