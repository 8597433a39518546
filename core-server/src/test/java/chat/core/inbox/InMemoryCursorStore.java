package chat.core.inbox;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@link CursorStore} in a map; the greatest position wins. */
final class InMemoryCursorStore implements CursorStore {
    private final Map<Long, Map<Long, Long>> cursors = new HashMap<>();
    private int writes;

    @Override
    public synchronized CompletionStage<Map<Long, Long>> read(long userId) {
        return CompletableFuture.completedFuture(Map.copyOf(cursors.getOrDefault(userId, Map.of())));
    }

    @Override
    public synchronized CompletionStage<Void> write(List<CursorWrite> moved) {
        writes += moved.size();
        moved.forEach(cursor -> cursors.computeIfAbsent(cursor.userId(), id -> new HashMap<>())
                .merge(cursor.deviceId(), cursor.position(), Math::max));
        return CompletableFuture.completedFuture(null);
    }

    synchronized int writes() {
        return writes;
    }
}
