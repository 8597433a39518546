package chat.core.channel;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** For tests. */
public final class InMemoryChannelStore implements ChannelStore {
    private record Entry(boolean live, long timestamp) {}

    // all @GuardedBy("this")
    private final Map<Long, ChannelState> channels = new HashMap<>();
    private final Map<String, Long> reserved = new HashMap<>();
    private final Map<Long, TreeMap<Long, Entry>> lists = new HashMap<>();

    @Override
    public synchronized CompletionStage<Optional<ChannelState>> find(long channelId) {
        return done(Optional.ofNullable(channels.get(channelId)));
    }

    @Override
    public synchronized CompletionStage<Boolean> create(ChannelState channel) {
        return done(channels.putIfAbsent(channel.channelId(), channel) == null);
    }

    @Override
    public synchronized CompletionStage<Boolean> takeOver(long channelId, long epoch) {
        ChannelState channel = channels.get(channelId);
        boolean applied = channel != null && channel.ownerEpoch() < epoch;
        if (applied) {
            channels.put(channelId, channel.withOwnerEpoch(epoch));
        }
        return done(applied);
    }

    @Override
    public synchronized CompletionStage<Boolean> change(ChannelState before, ChannelState after) {
        ChannelState now = channels.get(before.channelId());
        boolean applied = now != null && now.revision() == before.revision() && now.ownerEpoch() == before.ownerEpoch();
        if (applied) {
            channels.put(after.channelId(), after.withImported(now.imported()));
        }
        return done(applied);
    }

    @Override
    public synchronized CompletionStage<Boolean> progress(ChannelState before, ChannelState after) {
        ChannelState now = channels.get(before.channelId());
        boolean applied = now != null
                && now.ownerEpoch() == before.ownerEpoch()
                && now.imported() != null
                && before.imported() != null
                && now.imported().nextLine() == before.imported().nextLine();
        if (applied) {
            channels.put(after.channelId(), now.withImported(after.imported()));
        }
        return done(applied);
    }

    @Override
    public CompletionStage<Optional<Long>> direct(long userId, long otherId, @Nullable Long channelId) {
        return reserve(Math.min(userId, otherId) + "-" + Math.max(userId, otherId), channelId);
    }

    @Override
    public CompletionStage<Optional<Long>> group(long userId, String requestKey, @Nullable Long channelId) {
        return reserve(userId + " " + requestKey, channelId);
    }

    private synchronized CompletionStage<Optional<Long>> reserve(String key, @Nullable Long channelId) {
        if (channelId != null) {
            reserved.putIfAbsent(key, channelId);
        }
        return done(Optional.ofNullable(reserved.get(key)));
    }

    @Override
    public synchronized CompletionStage<Void> list(long channelId, Collection<Long> userIds, long timestamp) {
        userIds.forEach(userId -> put(userId, channelId, new Entry(true, timestamp)));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Void> unlist(long channelId, long userId, long timestamp) {
        put(userId, channelId, new Entry(false, timestamp));
        return CompletableFuture.completedFuture(null);
    }

    private synchronized void put(long userId, long channelId, Entry entry) {
        lists.computeIfAbsent(userId, any -> new TreeMap<>())
                .merge(channelId, entry, (old, given) -> given.timestamp() >= old.timestamp() ? given : old);
    }

    @Override
    public synchronized CompletionStage<List<Long>> listed(long userId, long afterChannelId, int limit) {
        return done(lists.getOrDefault(userId, new TreeMap<>()).tailMap(afterChannelId, false).entrySet().stream()
                .filter(entry -> entry.getValue().live())
                .map(Map.Entry::getKey)
                .limit(limit)
                .toList());
    }

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
