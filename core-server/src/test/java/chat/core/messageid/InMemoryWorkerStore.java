package chat.core.messageid;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Horizons shared by all sessions; leases by session. */
final class InMemoryWorkerStore {
    final Map<Integer, WorkerStore.Horizon> horizons = new HashMap<>();
    private final Map<Integer, Session> leases = new HashMap<>();

    Session session() {
        return new Session();
    }

    /** One process's session. An expired one knows it only when told so by the store: its horizon writes are what is under test. */
    final class Session implements WorkerStore {
        /** The next move is applied, but its answer is lost. */
        boolean loseNextAnswer;

        boolean away;

        /** Its leases end; like a process that was paused, it goes on calling. */
        void expire() {
            leases.values().removeIf(holder -> holder == this);
        }

        @Override
        public Set<Integer> leased() {
            checkAway();
            return Set.copyOf(leases.keySet());
        }

        @Override
        public boolean lease(int worker) {
            checkAway();
            return leases.putIfAbsent(worker, this) == null;
        }

        @Override
        public void release(int worker) {
            checkAway();
            leases.remove(worker, this);
        }

        @Override
        public Horizon horizon(int worker) {
            checkAway();
            return horizons.getOrDefault(worker, new Horizon(0, NEVER_WRITTEN, ""));
        }

        @Override
        public @Nullable Horizon move(int worker, Horizon known, long toMillis, String writer) {
            checkAway();
            if (horizon(worker).version() != known.version()) {
                return null;
            }
            Horizon moved = new Horizon(toMillis, known.version() + 1, writer);
            horizons.put(worker, moved);
            if (loseNextAnswer) {
                loseNextAnswer = false;
                throw unavailable();
            }
            return moved;
        }

        private void checkAway() {
            if (away) {
                throw unavailable();
            }
        }

        private static ChatException unavailable() {
            return new ChatException(ErrorReason.ERROR_REASON_COORDINATION_UNAVAILABLE, "connection lost");
        }
    }
}
