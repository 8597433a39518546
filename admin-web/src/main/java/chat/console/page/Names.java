package chat.console.page;

import chat.account.v1.Profile;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What to call a user: by their profile where it is known, else by id. */
public final class Names {
    private final Map<Long, Profile> profiles = new HashMap<>();

    public Names(Collection<Profile> known) {
        known.forEach(profile -> profiles.put(profile.getUserId(), profile));
    }

    public void add(List<Profile> more) {
        more.forEach(profile -> profiles.put(profile.getUserId(), profile));
    }

    /** The display name, else the user name, else {@code user 4711}. */
    public String of(long userId) {
        Profile profile = profiles.get(userId);
        if (profile == null) {
            return "user " + userId;
        }
        return profile.getDisplayName().isBlank() ? profile.getUsername() : profile.getDisplayName();
    }

    /** The user name; empty when it is not known. */
    public String username(long userId) {
        Profile profile = profiles.get(userId);
        return profile == null ? "" : profile.getUsername();
    }

    /** The name for the middle of a sentence: whatever direction it is written in, it can't turn the words around it. */
    public String isolated(long userId) {
        return isolate(of(userId));
    }

    /** Wraps a text of unknown origin in Unicode's isolates (FSI, PDI), without the controls that could end them. */
    public static String isolate(String text) {
        return "\u2068" + text.replaceAll("[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]", "") + "\u2069";
    }
}
