package chat.core.presence;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@link LastActiveStore} in a map. */
final class InMemoryLastActiveStore implements LastActiveStore {
    private final Map<Long, Long> times = new HashMap<>();
    private int writes;

    @Override
    public synchronized CompletionStage<OptionalLong> read(long userId) {
        Long at = times.get(userId);
        return CompletableFuture.completedFuture(at == null ? OptionalLong.empty() : OptionalLong.of(at));
    }

    @Override
    public synchronized CompletionStage<Void> write(long userId, long atMillis) {
        writes++;
        times.merge(userId, atMillis, Math::max);
        return CompletableFuture.completedFuture(null);
    }

    synchronized int writes() {
        return writes;
    }
}
