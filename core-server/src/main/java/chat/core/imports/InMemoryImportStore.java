package chat.core.imports;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** For tests. */
public final class InMemoryImportStore implements ImportStore {
    // all @GuardedBy("this")
    private final Map<String, Long> channels = new HashMap<>();
    private final Map<Long, Set<Long>> speakers = new HashMap<>();

    @Override
    public synchronized CompletionStage<Optional<Long>> channel(String name, @Nullable Long channelId) {
        if (channelId != null) {
            channels.putIfAbsent(name, channelId);
        }
        return CompletableFuture.completedFuture(Optional.ofNullable(channels.get(name)));
    }

    @Override
    public synchronized CompletionStage<Void> addSpeakers(long channelId, Collection<Long> userIds) {
        speakers.computeIfAbsent(channelId, any -> new HashSet<>()).addAll(userIds);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Set<Long>> speakers(long channelId) {
        return CompletableFuture.completedFuture(Set.copyOf(speakers.getOrDefault(channelId, Set.of())));
    }
}
