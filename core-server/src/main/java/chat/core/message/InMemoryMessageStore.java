package chat.core.message;

import chat.message.v1.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** For tests: timestamps and range deletes mean what they mean in Cassandra, also for writes that arrive later. */
public final class InMemoryMessageStore implements MessageStore {
    private static final long PAGE_BYTES = 2 << 20;

    private record Partition(long channelId, int bucket) {}

    private record Fence(long afterId, long untilId, long timestamp) {}

    // all @GuardedBy("this")
    private final Map<Partition, TreeMap<Long, MessageRow>> rows = new HashMap<>();
    private final Map<Partition, List<Fence>> fences = new HashMap<>();
    private final Map<Long, TreeSet<Integer>> buckets = new HashMap<>();

    @Override
    public synchronized CompletionStage<Void> write(List<Message> messages, long timestamp) {
        messages.forEach(message -> put(message, timestamp));
        return CompletableFuture.completedFuture(null);
    }

    private void put(Message message, long timestamp) {
        Partition partition = new Partition(message.getChannelId(), Buckets.of(message.getMessageId()));
        boolean fenced = fences.getOrDefault(partition, List.of()).stream()
                .anyMatch(fence -> fence.timestamp() >= timestamp
                        && fence.afterId() < message.getMessageId()
                        && message.getMessageId() <= fence.untilId());
        if (!fenced) {
            rows.computeIfAbsent(partition, any -> new TreeMap<>())
                    .merge(
                            message.getMessageId(),
                            new MessageRow(message, timestamp),
                            (old, given) -> given.writeTimestamp() >= old.writeTimestamp() ? given : old);
        }
    }

    @Override
    public synchronized CompletionStage<Void> fence(
            long channelId, int bucket, long afterId, long untilId, List<Message> again, long timestamp) {
        Partition partition = new Partition(channelId, bucket);
        fences.computeIfAbsent(partition, any -> new ArrayList<>()).add(new Fence(afterId, untilId, timestamp));
        rows.computeIfAbsent(partition, any -> new TreeMap<>())
                .subMap(afterId, false, untilId, true)
                .values()
                .removeIf(row -> row.writeTimestamp() <= timestamp);
        again.forEach(message -> put(message, timestamp));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Optional<Message>> find(long channelId, long messageId) {
        return CompletableFuture.completedFuture(
                Optional.ofNullable(partition(channelId, Buckets.of(messageId)).get(messageId))
                        .map(MessageRow::message));
    }

    private NavigableMap<Long, MessageRow> partition(long channelId, int bucket) {
        return rows.getOrDefault(new Partition(channelId, bucket), new TreeMap<>());
    }

    private NavigableMap<Long, MessageRow> range(long channelId, int bucket, long aboveId, long belowId) {
        return aboveId >= belowId
                ? new TreeMap<>()
                : partition(channelId, bucket).subMap(aboveId, false, belowId, false);
    }

    @Override
    public synchronized CompletionStage<RowPage> rows(
            long channelId, int bucket, long aboveId, long belowId, boolean newestFirst, int limit) {
        NavigableMap<Long, MessageRow> range = range(channelId, bucket, aboveId, belowId);
        List<MessageRow> found = new ArrayList<>();
        long bytes = 0;
        for (MessageRow row : (newestFirst ? range.descendingMap() : range).values()) {
            bytes += row.message().getSerializedSize();
            if (found.size() >= limit || (bytes > PAGE_BYTES && !found.isEmpty())) {
                return CompletableFuture.completedFuture(new RowPage(found, true));
            }
            found.add(row);
        }
        return CompletableFuture.completedFuture(new RowPage(found, found.size() >= limit));
    }

    @Override
    public synchronized CompletionStage<List<SentKey>> sentKeys(
            long channelId, int bucket, long aboveId, long belowId, int limit) {
        return CompletableFuture.completedFuture(
                range(channelId, bucket, aboveId, belowId).descendingMap().values().stream()
                        .map(MessageRow::message)
                        .map(message -> new SentKey(
                                message.getMessageId(), message.getSenderDeviceId(), message.getClientMessageId()))
                        .limit(limit)
                        .toList());
    }

    @Override
    public synchronized CompletionStage<Void> addBucket(long channelId, int bucket, long timestamp) {
        buckets.computeIfAbsent(channelId, any -> new TreeSet<>()).add(bucket);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<List<Integer>> buckets(long channelId, int from, boolean older, int limit) {
        NavigableSet<Integer> all = buckets.getOrDefault(channelId, new TreeSet<>());
        NavigableSet<Integer> wanted = older ? all.headSet(from, true).descendingSet() : all.tailSet(from, true);
        return CompletableFuture.completedFuture(wanted.stream().limit(limit).toList());
    }
}
