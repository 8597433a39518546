package chat.core.presence;

import chat.core.cassandra.Cassandra;
import chat.core.slot.SlotOwnership;
import chat.core.slot.SlotThreads;
import chat.presence.v1.Presence;
import io.grpc.BindableService;
import io.grpc.Channel;
import io.prometheus.client.CollectorRegistry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Puts presence together. */
public final class PresenceFeature {
    private final Presences presences;
    private final PresenceLookup lookup;

    private PresenceFeature(Presences presences, PresenceLookup lookup) {
        this.presences = presences;
        this.lookup = lookup;
    }

    /**
     * Prepares statements, so it blocks: for start-up. Adds itself to the slots' listeners: before the sessions do.
     *
     * @param channels to other core nodes; may throw ChatException CORE_UNREACHABLE
     */
    public static PresenceFeature create(
            PresenceConfig config,
            Cassandra cassandra,
            SlotOwnership ownership,
            SlotThreads threads,
            String nodeId,
            Function<String, ? extends Channel> channels,
            CollectorRegistry registry) {
        PresenceMetrics metrics = new PresenceMetrics(registry);
        Presences presences = new Presences(
                ownership, threads::of, Clock.systemUTC(), config, new CassandraLastActiveStore(cassandra), metrics);
        ownership.addListener(presences);
        return new PresenceFeature(presences, new PresenceLookup(ownership, nodeId, channels, presences, metrics));
    }

    /** What sessions report to. */
    public Presences presences() {
        return presences;
    }

    /** For users. */
    public BindableService service() {
        return new PresenceGrpcService(lookup);
    }

    /** Of users that this node owns, in the order asked. Fails with ChatException NOT_OWNER or FIELD_INVALID. */
    public CompletionStage<List<Presence>> local(List<Long> userIds) {
        return lookup.local(userIds);
    }
}
