package chat.core.inbox;

import chat.node.v1.Append;
import chat.node.v1.AppendResult;
import java.util.concurrent.CompletionStage;

/**
 * Takes messages for inboxes of users whose slots this node owns. Appends of one channel must be given in id order; each user's inbox applies
 * them in that order. Repeats are recognised and succeed. Safe from any thread; never blocks.
 */
public interface InboxAppender {
    /** Completes, never exceptionally, when every user's entry is durable or has failed; failures are for repeating. */
    CompletionStage<AppendResult> append(Append append);
}
