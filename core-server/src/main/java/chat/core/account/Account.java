package chat.core.account;

import chat.account.v1.Profile;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account without its secrets.
 *
 * @param username 3 to 32 characters, normalised; never changes
 * @param displayName 0 to 100 code points; empty means: show the username
 * @param deletedAt null while it is not deleted
 * @param imported true when an import created it: nobody can log in
 */
public record Account(
        long userId,
        String username,
        String displayName,
        Instant createdAt,
        @Nullable Instant deletedAt,
        boolean imported) {
    public boolean deleted() {
        return deletedAt != null;
    }

    /** What others see of it. */
    public Profile profile() {
        return Profile.newBuilder()
                .setUserId(userId)
                .setUsername(username)
                .setDisplayName(displayName)
                .build();
    }
}
