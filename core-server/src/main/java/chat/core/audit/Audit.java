package chat.core.audit;

import java.util.concurrent.CompletionStage;

/** Writes down what operators do. Safe from any thread; never blocks. */
public interface Audit {
    /**
     * Completes when the entry is durable: only then may the action take effect, or its answer go out. When it fails, the action
     * fails with it (STORE_UNAVAILABLE, CLOCK_UNSAFE, COORDINATION_UNAVAILABLE; all retryable).
     *
     * @param caller who, and from where
     * @param action what, as in {@code history.list}; at most 64 characters
     * @param target on what, as in {@code channel/4711}
     * @param reason why; empty where the action needs none
     * @param before the state before as JSON; empty for actions that change nothing
     * @param after the state after as JSON; empty for actions that change nothing
     */
    CompletionStage<Void> record(
            OperatorCaller caller, String action, String target, String reason, String before, String after);

    /** Records an action that changes nothing. */
    default CompletionStage<Void> record(OperatorCaller caller, String action, String target, String reason) {
        return record(caller, action, target, reason, "", "");
    }
}
