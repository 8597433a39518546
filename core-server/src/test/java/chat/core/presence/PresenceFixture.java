package chat.core.presence;

import chat.core.slot.SimulatedOwnership;
import chat.core.slot.SimulatedThread;
import chat.presence.v1.Presence;
import chat.presence.v1.PresenceState;
import io.prometheus.client.CollectorRegistry;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;

/** Presence of one node over a simulated slot thread. */
public final class PresenceFixture {
    public final Presences presences;
    private final SimulatedThread thread;
    private final InMemoryLastActiveStore store = new InMemoryLastActiveStore();

    public PresenceFixture(SimulatedOwnership ownership, SimulatedThread thread, Clock clock, PresenceConfig config) {
        this.thread = thread;
        this.presences = new Presences(
                ownership, slot -> thread, clock, config, store, new PresenceMetrics(new CollectorRegistry()));
        ownership.addListener(presences);
    }

    public Presence of(long userId) {
        CompletableFuture<Presence> found = presences.get(userId).toCompletableFuture();
        thread.runAll();
        return found.join();
    }

    public boolean isOnline(long userId) {
        return of(userId).getState() == PresenceState.PRESENCE_STATE_ONLINE;
    }

    public int writes() {
        return store.writes();
    }
}
