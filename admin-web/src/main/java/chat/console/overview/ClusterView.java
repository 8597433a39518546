package chat.console.overview;

import chat.console.core.Caller;
import chat.console.core.Cores;
import chat.error.v1.ErrorReason;
import chat.operator.v1.ClusterServiceGrpc;
import chat.operator.v1.ListNodesRequest;
import chat.operator.v1.ListNodesResponse;
import chat.runtime.error.ChatException;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The nodes as the cores last told them. When no core can tell, the last answer stays in view with its age: that is when it is needed most. It is
 * the same for all operators, since every role may see it.
 */
@Component
final class ClusterView {
    private static final Set<ErrorReason> OUTAGE = EnumSet.of(
            ErrorReason.ERROR_REASON_CORE_UNREACHABLE,
            ErrorReason.ERROR_REASON_TIMEOUT,
            ErrorReason.ERROR_REASON_SHUTTING_DOWN,
            ErrorReason.ERROR_REASON_COORDINATION_UNAVAILABLE,
            ErrorReason.ERROR_REASON_STORE_UNAVAILABLE,
            ErrorReason.ERROR_REASON_OVERLOADED,
            ErrorReason.ERROR_REASON_INTERNAL);

    private final Cores cores;
    private final Clock clock;
    private final AtomicReference<@Nullable Sighting> last = new AtomicReference<>();

    ClusterView(Cores cores, Clock clock) {
        this.cores = cores;
        this.clock = clock;
    }

    /**
     * What was seen, and when.
     *
     * @param failure why it could not be seen again; null when this is how it is now
     */
    record Sighting(ListNodesResponse nodes, Instant at, @Nullable ChatException failure) {}

    /** @throws ChatException when there is nothing to show, or the caller may not see it */
    Sighting look(Caller caller) {
        try {
            ListNodesResponse nodes = cores.call(caller, channel -> ClusterServiceGrpc.newBlockingStub(channel)
                    .listNodes(ListNodesRequest.getDefaultInstance()));
            Sighting now = new Sighting(nodes, clock.instant(), null);
            last.set(now);
            return now;
        } catch (ChatException failure) {
            Sighting before = last.get();
            if (before == null || !OUTAGE.contains(failure.reason())) {
                throw failure;
            }
            return new Sighting(before.nodes(), before.at(), failure);
        }
    }
}
