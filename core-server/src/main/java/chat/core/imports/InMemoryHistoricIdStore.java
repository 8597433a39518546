package chat.core.imports;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** For tests. */
public final class InMemoryHistoricIdStore implements HistoricIdStore {
    private record Key(int lane, int day) {}

    // all @GuardedBy("this")
    private final Map<Key, Long> versions = new HashMap<>();
    private final Map<Key, TreeMap<Integer, Integer>> sequences = new HashMap<>();

    @Override
    public synchronized CompletionStage<Day> read(int lane, int day, int fromMillis, int toMillis) {
        Key key = new Key(lane, day);
        Map<Integer, Integer> next =
                new HashMap<>(sequences.getOrDefault(key, new TreeMap<>()).subMap(fromMillis, true, toMillis, true));
        return CompletableFuture.completedFuture(new Day(versions.getOrDefault(key, 0L), next));
    }

    @Override
    public synchronized CompletionStage<Boolean> reserve(
            int lane, int day, long version, Map<Integer, Integer> nextSequences) {
        Key key = new Key(lane, day);
        boolean applied = versions.getOrDefault(key, 0L) == version;
        if (applied) {
            versions.put(key, version + 1);
            sequences.computeIfAbsent(key, any -> new TreeMap<>()).putAll(nextSequences);
        }
        return CompletableFuture.completedFuture(applied);
    }
}
