package chat.core.session;

import chat.core.account.TokenVerifier;
import chat.core.inbox.Inboxes;
import chat.core.message.MessageSender;
import chat.core.presence.Presences;
import chat.core.slot.SlotOwnership;
import chat.core.slot.SlotThreads;
import io.grpc.BindableService;
import io.prometheus.client.CollectorRegistry;
import java.time.Clock;

/** Puts the sessions together. */
public final class SessionFeature {
    private final Sessions sessions;
    private final SessionMetrics metrics;
    private final SessionDirectory directory;
    private final BindableService service;

    private SessionFeature(
            Sessions sessions, SessionMetrics metrics, SessionDirectory directory, BindableService service) {
        this.sessions = sessions;
        this.metrics = metrics;
        this.directory = directory;
        this.service = service;
    }

    /** Adds itself to the slots' listeners: after inboxes and presence. */
    public static SessionFeature create(
            SessionConfig config,
            SlotOwnership ownership,
            SlotThreads threads,
            Inboxes inboxes,
            Presences presences,
            TokenVerifier verifier,
            MessageSender sender,
            CollectorRegistry registry) {
        SessionMetrics metrics = new SessionMetrics(registry);
        Sessions sessions = new Sessions(ownership, inboxes, presences, verifier, Clock.systemUTC(), config, metrics);
        ownership.addListener(sessions);
        return new SessionFeature(
                sessions,
                metrics,
                new OwnedSessionDirectory(ownership, inboxes, presences, sessions),
                new GatewayGrpcService(sessions, sender, threads::of, config, metrics));
    }

    /** Ends sessions of users whose slots this node owns. */
    public SessionCloser closer() {
        return sessions;
    }

    /** Shows sessions of users whose slots this node owns. */
    public SessionDirectory directory() {
        return directory;
    }

    /** Devices attached to this node at this moment. */
    public int count() {
        return metrics.attachedNow();
    }

    /** {@code chat.gateway.v1.GatewayService}, for gateways: calls carry the cluster secret. */
    public BindableService service() {
        return service;
    }
}
