package chat.core.fanout;

import chat.node.v1.Append;
import chat.node.v1.AppendResult;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Ways to the inboxes of users, wherever their owner is. Safe from any thread; never blocks. */
public interface InboxRoutes {
    /** The node that owns a user's slot now, or null when none does. */
    @Nullable
    String owner(long userId);

    /**
     * Appends one message to inboxes of users that a node is believed to own. Completes, never exceptionally: failures name their users and are for
     * repeating. The sequence is the route's business.
     */
    CompletionStage<AppendResult> append(String owner, Append.Builder append);
}
