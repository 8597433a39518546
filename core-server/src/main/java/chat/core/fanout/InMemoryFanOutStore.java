package chat.core.fanout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** For tests: checkpoints with the greatest timestamp win, as in Cassandra. */
public final class InMemoryFanOutStore implements FanOutStore {
    private record Window(int slot, long window) {}

    private record Stamped(Checkpoint checkpoint, long timestamp) {}

    // @GuardedBy("this")
    private final Map<Window, TreeSet<Long>> marks = new HashMap<>();
    // @GuardedBy("this")
    private final Map<Integer, TreeMap<Long, Stamped>> checkpoints = new HashMap<>();

    @Override
    public synchronized CompletionStage<Void> mark(int slot, long window, long channelId, long timestamp) {
        marks.computeIfAbsent(new Window(slot, window), any -> new TreeSet<>()).add(channelId);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<List<Long>> marked(int slot, long window) {
        return CompletableFuture.completedFuture(
                new ArrayList<>(marks.getOrDefault(new Window(slot, window), new TreeSet<>())));
    }

    @Override
    public synchronized CompletionStage<Void> checkpoint(int slot, Checkpoint checkpoint, long timestamp) {
        checkpoints
                .computeIfAbsent(slot, any -> new TreeMap<>())
                .merge(
                        checkpoint.epoch(),
                        new Stamped(checkpoint, timestamp),
                        (old, given) -> given.timestamp() >= old.timestamp() ? given : old);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<List<Checkpoint>> checkpoints(int slot) {
        return CompletableFuture.completedFuture(
                checkpoints.getOrDefault(slot, new TreeMap<>()).descendingMap().values().stream()
                        .limit(KEPT_EPOCHS)
                        .map(Stamped::checkpoint)
                        .toList());
    }

    @Override
    public synchronized CompletionStage<Void> forget(int slot, long belowEpoch, long timestamp) {
        TreeMap<Long, Stamped> ofSlot = checkpoints.get(slot);
        if (ofSlot != null) {
            ofSlot.headMap(belowEpoch).values().removeIf(stamped -> stamped.timestamp() <= timestamp);
        }
        return CompletableFuture.completedFuture(null);
    }
}
