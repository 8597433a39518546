package chat.core.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.core.slot.FixedTenure;
import chat.core.slot.SlotTenure;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link InboxStore} does. */
abstract class InboxStoreContract {
    private static final Duration MONTH = Duration.ofDays(30);

    private final long user = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE / 4);
    private final SlotTenure first = new FixedTenure(10);

    /** A store over the same data, whose entries live so long. */
    abstract InboxStore store(Duration timeToLive);

    /** A fence that an owner sent and that arrives only now. */
    abstract void lateFence(long userId, long after, SlotTenure tenure);

    @Test
    void open_newInbox_endsAtZero() {
        InboxEnd end = open(user, first);
        assertThat(end.lastPosition()).isZero();
        assertThat(end.tail()).isEmpty();
    }

    @Test
    void open_afterWrites_findsEndAndTail() {
        open(user, first);
        write(first, 1, 3);
        InboxEnd end = open(user, new FixedTenure(11));
        assertThat(end.lastPosition()).isEqualTo(3);
        assertThat(end.tail()).containsExactly(entry(1), entry(2), entry(3));
    }

    @Test
    void open_largeMessage_isAReference() {
        open(user, first);
        append(new InboxWrite(user, first.nextWriteTimestamp(), List.of(entry(1).bare())));
        assertThat(open(user, new FixedTenure(11)).tail()).containsExactly(entry(1).bare());
    }

    @Test
    void append_manyUsers_writesEach() {
        List<InboxWrite> writes = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            writes.add(new InboxWrite(user + i, first.nextWriteTimestamp(), List.of(entry(1))));
        }
        append(writes.toArray(InboxWrite[]::new));
        for (int i = 0; i < 150; i += 30) {
            assertThat(read(user + i, 0, 1, 10)).containsExactly(entry(1));
        }
    }

    @Test
    void append_repeated_changesNothing() {
        open(user, first);
        InboxWrite write = new InboxWrite(user, first.nextWriteTimestamp(), List.of(entry(1), entry(2)));
        append(write);
        append(write);
        assertThat(read(user, 0, 10, 10)).containsExactly(entry(1), entry(2));
    }

    @Test
    void append_byAnEarlierOwnerAfterTheFence_isNeverSeen() {
        open(user, first);
        write(first, 1, 2);
        SlotTenure second = new FixedTenure(11);
        assertThat(open(user, second).lastPosition()).isEqualTo(2);
        write(first, 3, 5); // the zombie's
        assertThat(read(user, 0, 10, 10)).containsExactly(entry(1), entry(2));
        write(second, 3, 3);
        assertThat(read(user, 0, 10, 10)).containsExactly(entry(1), entry(2), entry(3));
        assertThat(open(user, new FixedTenure(12)).lastPosition()).isEqualTo(3);
    }

    @Test
    void append_firstOneByAnEarlierOwnerAfterTheFence_isNeverSeen() {
        open(user, new FixedTenure(11));
        write(first, 1, 1);
        assertThat(read(user, 0, 10, 10)).isEmpty();
        assertThat(open(user, new FixedTenure(12)).lastPosition()).isZero();
    }

    @Test
    void open_lateFenceOfAnEpochInBetween_takesNothingThatWasCounted() {
        open(user, first);
        write(first, 1, 2);
        SlotTenure between = new FixedTenure(11); // read 2 as the end, and died with its fence under way
        write(first, 3, 4); // surfaces
        assertThat(open(user, new FixedTenure(12)).lastPosition()).isEqualTo(4);
        lateFence(user, 2, between);
        assertThat(read(user, 0, 10, 10)).hasSize(4);
    }

    @Test
    void open_lastWriteIsLargeAndEndsABucket_isCountedWhole() {
        open(user, first);
        writeAll(899);
        ByteString large = ByteString.copyFrom(new byte[1_000]);
        append(new InboxWrite(
                user,
                first.nextWriteTimestamp(),
                IntStream.rangeClosed(900, 999)
                        .mapToObj(position -> new InboxEntry(position, 5, 1_000 + position, 1_000 + position, large))
                        .toList()));
        InboxEnd end = open(user, new FixedTenure(11));
        assertThat(end.lastPosition()).isEqualTo(999);
        lateFence(user, 899, new FixedTenure(11));
        assertThat(read(user, 899, 999, 200)).hasSize(100);
    }

    @Test
    void open_endSeenFurtherOn_jumps() {
        open(user, first);
        write(first, 1, 2);
        SlotTenure second = new FixedTenure(11);
        InboxEnd end = get(store(MONTH).open(user, 500, second));
        assertThat(end.lastPosition()).isGreaterThanOrEqualTo(500);
        assertThat(end.tail()).containsExactly(entry(1), entry(2));
    }

    @Test
    void read_overManyWrites_isDenseWhateverTheLimit() {
        open(user, first);
        writeAll(2_350);
        long after = 0;
        while (after < 2_350) {
            List<InboxEntry> page = read(user, after, 2_350, 170);
            assertThat(page).isNotEmpty();
            for (InboxEntry entry : page) {
                assertThat(entry.position()).isEqualTo(++after);
            }
        }
        assertThat(read(user, 990, 1_005, 200).get(0).position()).isEqualTo(991);
        assertThat(read(user, 998, 999, 200)).hasSize(1);
        assertThat(read(user, 2_350, 2_350, 200)).isEmpty();
        assertThat(open(user, new FixedTenure(11)).lastPosition()).isEqualTo(2_350);
    }

    @Test
    void readBack_goesDownToTheFirst() {
        open(user, first);
        writeAll(1_300);
        long before = 1_301;
        while (before > 1) {
            List<InboxEntry> page = get(store(MONTH).readBack(user, before, 400));
            assertThat(page).isNotEmpty();
            for (InboxEntry entry : page) {
                assertThat(entry.position()).isEqualTo(--before);
                assertThat(entry.message()).isNull();
            }
        }
        assertThat(get(store(MONTH).readBack(user, 1, 400))).isEmpty();
    }

    @Test
    void read_afterExpiry_startsAtTheFirstThatExists() {
        InboxStore brief = store(Duration.ofSeconds(1));
        get(brief.open(user, 0, first));
        append(brief, new InboxWrite(user, first.nextWriteTimestamp(), List.of(entry(1), entry(2))));
        await().atMost(Duration.ofSeconds(20)).until(() -> read(user, 0, 2, 10).isEmpty());

        SlotTenure second = new FixedTenure(11);
        InboxEnd end = open(user, second);
        assertThat(end.lastPosition()).isGreaterThanOrEqualTo(2);
        assertThat(end.tail()).isEmpty();
        long next = end.lastPosition() + 1;
        append(new InboxWrite(user, second.nextWriteTimestamp(), List.of(entry(next))));
        write(first, 3, 3); // the zombie's, below the jump
        assertThat(read(user, 0, next, 10)).containsExactly(entry(next));
        assertThat(open(user, new FixedTenure(12)).lastPosition()).isEqualTo(next);
    }

    private void writeAll(int count) {
        for (int from = 1; from <= count; ) {
            int size = Math.min(store(MONTH).room(from), count - from + 1);
            write(first, from, from + size - 1);
            from += size;
        }
    }

    private void write(SlotTenure tenure, int from, int to) {
        append(new InboxWrite(
                user,
                tenure.nextWriteTimestamp(),
                IntStream.rangeClosed(from, to)
                        .mapToObj(InboxStoreContract::entry)
                        .toList()));
    }

    private void append(InboxWrite... writes) {
        append(store(MONTH), writes);
    }

    private static void append(InboxStore store, InboxWrite... writes) {
        CompletableFuture<Void> all = new CompletableFuture<>();
        List<InboxWrite> open = new ArrayList<>(List.of(writes));
        store.append(List.of(writes), (finished, failure) -> {
            synchronized (open) {
                if (failure != null) {
                    all.completeExceptionally(failure);
                }
                open.removeAll(finished);
                if (open.isEmpty()) {
                    all.complete(null);
                }
            }
        });
        all.join();
    }

    private InboxEnd open(long userId, SlotTenure tenure) {
        return get(store(MONTH).open(userId, 0, tenure));
    }

    private List<InboxEntry> read(long userId, long after, long upTo, int limit) {
        return get(store(MONTH).read(userId, after, upTo, limit));
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static InboxEntry entry(long position) {
        return new InboxEntry(
                position, 5, 1_000 + position, 1_000 + position, ByteString.copyFromUtf8("message " + position));
    }
}
