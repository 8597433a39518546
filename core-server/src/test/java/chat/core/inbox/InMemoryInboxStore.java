package chat.core.inbox;

import chat.core.slot.SlotTenure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** {@link InboxStore} that keeps to Cassandra's rules of write timestamps and tombstones, so that late writes and late fences do what they do there. */
final class InMemoryInboxStore implements InboxStore {
    private static final int TAIL = 2 * MAX_ENTRIES_PER_WRITE;

    private final Map<Long, Inbox> inboxes = new HashMap<>();
    private final LongSupplier millis;
    private final long ttlMillis;

    private record Row(InboxEntry entry, long timestamp, long expiresAt) {}

    record Fence(long after, long timestamp) {}

    private static final class Inbox {
        private final NavigableMap<Long, Row> rows = new TreeMap<>();
        private final List<Fence> fences = new ArrayList<>();
        private long greatestExpired;
    }

    InMemoryInboxStore(LongSupplier millis, long ttlMillis) {
        this.millis = millis;
        this.ttlMillis = ttlMillis;
    }

    /** A write or fence that reaches the store at the caller's choice, as in a network that holds it up. */
    interface Mutation {
        void apply();
    }

    synchronized InboxEnd end(long userId, long seenPosition) {
        Inbox inbox = live(userId);
        long last = Math.max(inbox.rows.isEmpty() ? inbox.greatestExpired : inbox.rows.lastKey(), seenPosition);
        List<InboxEntry> tail = inbox.rows.descendingMap().values().stream()
                .limit(TAIL)
                .map(Row::entry)
                .sorted((a, b) -> Long.compare(a.position(), b.position()))
                .toList();
        return new InboxEnd(last, tail);
    }

    /** The fence of {@link #open}, with the rewrite of the last write where a late fence could hit it. */
    synchronized List<Mutation> fence(long userId, InboxEnd end, SlotTenure tenure) {
        Inbox inbox = live(userId);
        List<Mutation> mutations = new ArrayList<>();
        long fence = tenure.fenceTimestamp();
        mutations.add(() -> applyFence(userId, new Fence(end.lastPosition(), fence)));
        Row last = inbox.rows.isEmpty() ? null : inbox.rows.lastEntry().getValue();
        if (last != null && last.timestamp() >> SlotTenure.TIMESTAMP_COUNTER_BITS != tenure.epoch()) {
            long timestamp = tenure.nextWriteTimestamp();
            List<InboxEntry> again = inbox.rows.values().stream()
                    .filter(row -> row.timestamp() == last.timestamp())
                    .map(Row::entry)
                    .toList();
            mutations.add(() -> again.forEach(entry -> put(userId, entry, timestamp)));
        }
        return mutations;
    }

    synchronized void applyFence(long userId, Fence fence) {
        Inbox inbox = live(userId);
        inbox.fences.add(fence);
        inbox.rows.tailMap(fence.after(), false).values().removeIf(row -> row.timestamp() <= fence.timestamp());
    }

    private void put(long userId, InboxEntry entry, long timestamp) {
        put(userId, entry, timestamp, ttlMillis);
    }

    private synchronized void put(long userId, InboxEntry entry, long timestamp, long entryTtlMillis) {
        Inbox inbox = live(userId);
        boolean dead = inbox.fences.stream()
                .anyMatch(fence -> entry.position() > fence.after() && timestamp <= fence.timestamp());
        Row before = inbox.rows.get(entry.position());
        if (!dead && (before == null || timestamp >= before.timestamp())) {
            inbox.rows.put(entry.position(), new Row(entry, timestamp, millis.getAsLong() + entryTtlMillis));
        }
    }

    /** The same store for a writer whose entries live so long. */
    InboxStore living(long entryTtlMillis) {
        InMemoryInboxStore everything = this;
        return new InboxStore() {
            @Override
            public CompletionStage<InboxEnd> open(long userId, long seenPosition, SlotTenure tenure) {
                return everything.open(userId, seenPosition, tenure);
            }

            @Override
            public int room(long position) {
                return everything.room(position);
            }

            @Override
            public void append(List<InboxWrite> writes, WriteListener done) {
                writes.forEach(write -> write.entries()
                        .forEach(entry -> everything.put(write.userId(), entry, write.timestamp(), entryTtlMillis)));
                done.finished(writes, null);
            }

            @Override
            public CompletionStage<List<InboxEntry>> read(long userId, long after, long upTo, int limit) {
                return everything.read(userId, after, upTo, limit);
            }

            @Override
            public CompletionStage<List<InboxEntry>> readBack(long userId, long before, int limit) {
                return everything.readBack(userId, before, limit);
            }
        };
    }

    /** Lets all of a user's entries expire. */
    synchronized void forgetAll(long userId) {
        Inbox inbox = live(userId);
        if (!inbox.rows.isEmpty()) {
            inbox.greatestExpired = Math.max(inbox.greatestExpired, inbox.rows.lastKey());
            inbox.rows.clear();
        }
    }

    private Inbox live(long userId) {
        Inbox inbox = inboxes.computeIfAbsent(userId, id -> new Inbox());
        long now = millis.getAsLong();
        inbox.rows.values().removeIf(row -> {
            if (row.expiresAt() > now) {
                return false;
            }
            inbox.greatestExpired = Math.max(inbox.greatestExpired, row.entry().position());
            return true;
        });
        return inbox;
    }

    Mutation mutation(InboxWrite write) {
        return () -> write.entries().forEach(entry -> put(write.userId(), entry, write.timestamp()));
    }

    @Override
    public CompletionStage<InboxEnd> open(long userId, long seenPosition, SlotTenure tenure) {
        InboxEnd end = end(userId, seenPosition);
        fence(userId, end, tenure).forEach(Mutation::apply);
        return CompletableFuture.completedFuture(end);
    }

    @Override
    public int room(long position) {
        return MAX_ENTRIES_PER_WRITE;
    }

    @Override
    public void append(List<InboxWrite> writes, WriteListener done) {
        writes.forEach(write -> mutation(write).apply());
        done.finished(writes, null);
    }

    @Override
    public CompletionStage<List<InboxEntry>> read(long userId, long after, long upTo, int limit) {
        return CompletableFuture.completedFuture(page(userId, after, upTo, limit));
    }

    private synchronized List<InboxEntry> page(long userId, long after, long upTo, int limit) {
        List<InboxEntry> entries = new ArrayList<>();
        if (after >= upTo) {
            return entries;
        }
        for (Row row : live(userId).rows.subMap(after, false, upTo, true).values()) {
            boolean gap = !entries.isEmpty()
                    && entries.get(entries.size() - 1).position() + 1
                            != row.entry().position();
            if (entries.size() == limit || gap) {
                break;
            }
            entries.add(row.entry());
        }
        return entries;
    }

    @Override
    public synchronized CompletionStage<List<InboxEntry>> readBack(long userId, long before, int limit) {
        return CompletableFuture.completedFuture(
                live(userId).rows.headMap(before, false).descendingMap().values().stream()
                        .limit(limit)
                        .map(row -> row.entry().bare())
                        .toList());
    }
}
