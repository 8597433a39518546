package chat.core.session;

import java.util.concurrent.CompletionStage;

/** Shows the sessions of users whose slots this node owns. Safe from any thread; never blocks. */
public interface SessionDirectory {
    /** Fails with NOT_OWNER or NO_OWNER when this node does not own the user's slot, STORE_UNAVAILABLE when the cursors can't be read. */
    CompletionStage<UserSessions> sessions(long userId);
}
