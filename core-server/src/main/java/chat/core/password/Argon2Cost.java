package chat.core.password;

/**
 * What a hash costs. The standard is OWASP's for Argon2id: 19 MiB, 2 passes, 1 lane.
 *
 * @param memoryKib memory of one hash in KiB
 * @param passes over that memory
 * @param lanes computed side by side
 */
public record Argon2Cost(int memoryKib, int passes, int lanes) {
    public Argon2Cost {
        if (lanes < 1 || lanes > 16 || passes < 1 || passes > 100 || memoryKib < 8 * lanes || memoryKib > 1 << 20) {
            throw new IllegalArgumentException(
                    "Argon2 needs 1 to 16 lanes, 1 to 100 passes and 8 KiB a lane to 1 GiB, not " + lanes + " lanes, "
                            + passes + " passes, " + memoryKib + " KiB");
        }
    }

    public static Argon2Cost standard() {
        return new Argon2Cost(19 * 1024, 2, 1);
    }
}
