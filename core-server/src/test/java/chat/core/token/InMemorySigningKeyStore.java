package chat.core.token;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Signing keys for tests; forgets them by a clock. */
public final class InMemorySigningKeyStore implements SigningKeyStore {
    private final Clock clock;
    private final Map<StoredKey, Instant> keys = new LinkedHashMap<>();
    private long generation;
    private int loads;

    public InMemorySigningKeyStore(Clock clock) {
        this.clock = clock;
    }

    synchronized int loads() {
        return loads;
    }

    @Override
    public synchronized CompletionStage<Keys> load() {
        loads++;
        keys.values().removeIf(end -> !end.isAfter(clock.instant()));
        return CompletableFuture.completedFuture(
                new Keys(generation, keys.keySet().stream().toList()));
    }

    @Override
    public synchronized CompletionStage<Boolean> add(long seen, StoredKey key, Duration life) {
        if (seen != generation) {
            return CompletableFuture.completedFuture(false);
        }
        generation++;
        keys.put(key, clock.instant().plus(life));
        return CompletableFuture.completedFuture(true);
    }
}
