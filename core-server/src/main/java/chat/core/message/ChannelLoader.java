package chat.core.message;

import chat.core.channel.ChannelState;
import chat.core.channel.ChannelStore;
import chat.core.messageid.IdLayout;
import chat.core.slot.SlotTenure;
import chat.error.v1.ErrorReason;
import chat.message.v1.Message;
import chat.runtime.error.ChatException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Loads channels for a new owner (ADR 0002, ADR 0004): takes the row over, finds the end, fences what may come beyond it, finds what former owners left
 * unfinished. Does nothing that may not be done again. Safe from any thread.
 */
final class ChannelLoader {
    /** Rows of one write, at most; the load reads as many at once, so that a write that reached one replica is repaired as a whole. */
    static final int WRITE_ROWS = 64;

    private static final int BUCKETS_AT_ONCE = 16;
    /** Names are remembered so long; messages of unknown fan-out are repeated if they are not older. */
    private static final Duration REMEMBERED = Duration.ofHours(24);
    /** How far ids may run ahead of this node's clock: 24 h by rule, and as much for the difference of clocks. */
    private static final Duration AHEAD = Duration.ofHours(49);
    /** Buckets before now that a write of a former owner can still reach: its fence is kept for 10 days. */
    private static final int BUCKETS_BEHIND = 2;

    private final ChannelStore channels;
    private final MessageStore messages;
    private final ImportCleaner imports;
    private final Clock clock;

    ChannelLoader(ChannelStore channels, MessageStore messages, Clock clock) {
        this.channels = channels;
        this.messages = messages;
        this.clock = clock;
        imports = new ImportCleaner(channels, messages);
    }

    /** Ids at or below this are too old to be remembered. */
    static long forgetThrough(Clock clock) {
        return IdLayout.floorOf(clock.millis() - REMEMBERED.toMillis());
    }

    /** Loads a channel; empty when there is none. Fails with STORE_UNAVAILABLE, or what {@link SlotTenure#check()} throws. */
    CompletionStage<Optional<LoadedChannel>> load(long channelId, SlotTenure tenure, SlotHistory history) {
        return channels.find(channelId).thenCompose(found -> {
            if (found.isEmpty()) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            return takeOver(found.get(), tenure)
                    .thenCompose(channel -> channel.importing()
                            ? imports.clean(channel, tenure)
                            : findEnd(channel, Integer.MAX_VALUE)
                                    .thenCompose(tail -> new Load(channel, tenure, history, tail).run()))
                    .thenApply(Optional::of);
        });
    }

    private CompletionStage<ChannelState> takeOver(ChannelState channel, SlotTenure tenure) {
        if (!channel.changes() || channel.ownerEpoch() == tenure.epoch()) {
            return CompletableFuture.completedFuture(channel);
        }
        return channels.takeOver(channel.channelId(), tenure.epoch())
                .thenCompose(raised -> channels.find(channel.channelId()))
                .thenApply(row -> {
                    if (row.isPresent() && row.get().ownerEpoch() == tenure.epoch()) {
                        return row.get();
                    }
                    tenure.check();
                    throw new ChatException(
                            ErrorReason.ERROR_REASON_NOT_OWNER,
                            "channel " + channel.channelId() + " was taken over by a later owner");
                });
    }

    /** The newest rows of the newest bucket that has any, newest first. */
    private CompletionStage<List<MessageRow>> findEnd(ChannelState channel, int from) {
        return messages.buckets(channel.channelId(), from, true, BUCKETS_AT_ONCE)
                .thenCompose(buckets -> findEnd(channel, buckets, 0));
    }

    private CompletionStage<List<MessageRow>> findEnd(ChannelState channel, List<Integer> buckets, int index) {
        if (index == buckets.size()) {
            return index < BUCKETS_AT_ONCE
                    ? CompletableFuture.completedFuture(List.of())
                    : findEnd(channel, buckets.get(index - 1) - 1);
        }
        return messages.rows(channel.channelId(), buckets.get(index), 0, Long.MAX_VALUE, true, WRITE_ROWS)
                .thenCompose(page -> page.rows().isEmpty()
                        ? findEnd(channel, buckets, index + 1)
                        : CompletableFuture.completedFuture(page.rows()));
    }

    /** One load, once the end is known. */
    private final class Load {
        private final ChannelState channel;
        private final SlotTenure tenure;
        private final SlotHistory history;
        private final List<MessageRow> tail;
        private final long rowEnd;
        private final boolean changeMissing;
        private final long lastId;
        private final boolean own;

        Load(ChannelState channel, SlotTenure tenure, SlotHistory history, List<MessageRow> tail) {
            this.channel = channel;
            this.tenure = tenure;
            this.history = history;
            this.tail = tail;
            rowEnd = tail.isEmpty() ? 0 : tail.get(0).message().getMessageId();
            Message change = channel.lastChange();
            changeMissing = change != null && change.getMessageId() > rowEnd;
            lastId = change != null && changeMissing ? change.getMessageId() : rowEnd;
            // this tenure wrote the end, so it has loaded the channel before, and put it aside when all was finished
            own = !tail.isEmpty() && !tail.get(0).rewritten() && tail.get(0).epoch() == tenure.epoch();
        }

        CompletionStage<LoadedChannel> run() {
            CompletionStage<Void> fenced = own && !changeMissing ? CompletableFuture.completedFuture(null) : fence();
            return fenced.thenCompose(done -> unfinished())
                    .thenCombine(sent(), (unfinished, sent) -> new LoadedChannel(channel, lastId, sent, unfinished));
        }

        /** Rows of the last write, newest first. */
        private List<MessageRow> lastWrite() {
            return tail.stream()
                    .filter(row -> row.writeTimestamp() == tail.get(0).writeTimestamp())
                    .toList();
        }

        /**
         * Fences every bucket that a former owner's write may still reach. A fence of an owner in between may come late and would delete the last write:
         * unless that is of the epoch just before, it is written again, above all earlier fences. So is a change whose own row is missing.
         */
        private CompletionStage<Void> fence() {
            List<Message> again = new ArrayList<>();
            if (!tail.isEmpty() && tail.get(0).epoch() < tenure.epoch() - 1) {
                lastWrite().forEach(row -> again.add(row.message()));
            }
            Message change = channel.lastChange();
            if (changeMissing && change != null) {
                again.add(change);
            }
            int now = Buckets.of(IdLayout.floorOf(clock.millis()));
            int last = Buckets.of(IdLayout.floorOf(clock.millis() + AHEAD.toMillis()));
            int end = Buckets.of(lastId);
            List<CompletableFuture<?>> writes = new ArrayList<>();
            fence(rowEnd == 0 ? end : Buckets.of(rowEnd), again, writes);
            for (int bucket = Math.max(Buckets.of(rowEnd) + 1, now - BUCKETS_BEHIND);
                    bucket <= Math.max(last, end);
                    bucket++) {
                fence(bucket, again, writes);
            }
            if (changeMissing) {
                writes.add(messages.addBucket(channel.channelId(), end, tenure.fenceTimestamp())
                        .toCompletableFuture());
            }
            return CompletableFuture.allOf(writes.toArray(CompletableFuture<?>[]::new));
        }

        private void fence(int bucket, List<Message> again, List<CompletableFuture<?>> writes) {
            List<Message> ofBucket = again.stream()
                    .filter(message -> Buckets.of(message.getMessageId()) == bucket)
                    .toList();
            writes.add(messages.fence(
                            channel.channelId(), bucket, lastId, Long.MAX_VALUE, ofBucket, tenure.fenceTimestamp())
                    .toCompletableFuture());
        }

        /**
         * Everything above the slot's checkpoint. Below it, the last write: when its owner did not know it to be complete, it may have surfaced
         * after later owners had recovered the slot.
         */
        private CompletionStage<List<LoadedChannel.Unfinished>> unfinished() {
            if (own || lastId == 0 || IdLayout.worker(lastId) >= IdLayout.FIRST_HISTORIC_WORKER) {
                return CompletableFuture.completedFuture(List.of());
            }
            long from = history.completeThrough();
            if (doubtful() && lastId > forgetThrough(clock)) {
                long firstDoubtful = lastId;
                for (MessageRow row : changeMissing ? List.<MessageRow>of() : lastWrite()) {
                    firstDoubtful = Math.min(firstDoubtful, row.message().getMessageId());
                }
                from = Math.min(from, firstDoubtful - 1);
            }
            if (channel.imported() != null) {
                from = Math.max(from, channel.imported().lastId());
            }
            if (lastId <= from) {
                return CompletableFuture.completedFuture(List.of());
            }
            return above(from, Buckets.of(from), new ArrayList<>()).thenApply(oldestFirst -> {
                Collections.reverse(oldestFirst);
                return Recipients.ofNewest(channel, oldestFirst);
            });
        }

        private boolean doubtful() {
            if (changeMissing || tail.get(0).rewritten() || tail.get(0).epoch() < tenure.epoch() - 1) {
                return true;
            }
            boolean change =
                    channel.lastChange() != null && channel.lastChange().getMessageId() == lastId;
            return change || !history.completedBy(tail.get(0).epoch(), lastId);
        }

        /** Messages above an id, oldest first. */
        private CompletionStage<List<Message>> above(long fromId, int fromBucket, List<Message> found) {
            return messages.buckets(channel.channelId(), fromBucket, false, 1).thenCompose(buckets -> {
                if (buckets.isEmpty() || buckets.get(0) > Buckets.of(lastId)) {
                    return CompletableFuture.completedFuture(found);
                }
                int bucket = buckets.get(0);
                return messages.rows(channel.channelId(), bucket, fromId, lastId + 1, false, 1_000)
                        .thenCompose(page -> {
                            page.rows().forEach(row -> found.add(row.message()));
                            return page.more()
                                    ? above(found.get(found.size() - 1).getMessageId(), bucket, found)
                                    : above(fromId, bucket + 1, found);
                        });
            });
        }

        private CompletionStage<DedupWindow> sent() {
            long since = forgetThrough(clock);
            List<CompletableFuture<List<SentKey>>> reads = new ArrayList<>();
            for (int bucket = Buckets.of(since); lastId > since && bucket <= Buckets.of(lastId); bucket++) {
                reads.add(messages.sentKeys(channel.channelId(), bucket, since, lastId + 1, DedupWindow.MAX_ENTRIES)
                        .toCompletableFuture());
            }
            return CompletableFuture.allOf(reads.toArray(CompletableFuture<?>[]::new))
                    .thenApply(done -> {
                        DedupWindow window = new DedupWindow();
                        for (CompletableFuture<List<SentKey>> read : reads) {
                            List<SentKey> newestFirst = read.join();
                            for (int i = newestFirst.size() - 1; i >= 0; i--) {
                                SentKey sent = newestFirst.get(i);
                                if (!sent.clientMessageId().isEmpty()) {
                                    long key = DedupWindow.key(sent.deviceId(), sent.clientMessageId());
                                    window.add(key, sent.messageId(), since);
                                }
                            }
                        }
                        return window;
                    });
        }
    }
}
