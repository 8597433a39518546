package chat.gateway.session;

import chat.gateway.core.CoreCalls;
import chat.gateway.core.CoreRouter;
import chat.gateway.metrics.GatewayMetrics;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Every session of this gateway, from its upgrade to its end. Any thread. */
public final class Sessions {
    private final SessionConfig config;
    private final CoreRouter router;
    private final CoreCalls calls;
    private final GatewayMetrics metrics;
    private final AtomicLong lastId = new AtomicLong();
    private final Map<Long, Session> sessions = new ConcurrentHashMap<>();

    public Sessions(SessionConfig config, CoreRouter router, CoreCalls calls, GatewayMetrics metrics) {
        this.config = config;
        this.router = router;
        this.calls = calls;
        this.metrics = metrics;
    }

    public Session create(ClientSocket socket) {
        long id = lastId.incrementAndGet();
        Session session = new Session(id, socket, config, router, calls, metrics, () -> sessions.remove(id));
        sessions.put(id, session);
        return session;
    }

    /** Sockets that were upgraded and have not ended, authenticated or not. */
    public int count() {
        return sessions.size();
    }

    /** Those there are now. */
    public Collection<Session> all() {
        return List.copyOf(sessions.values());
    }
}
