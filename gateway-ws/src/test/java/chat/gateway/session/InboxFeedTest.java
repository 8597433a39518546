package chat.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import chat.gateway.frame.SharedMessage;
import chat.gateway.v1.Page;
import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class InboxFeedTest {
    private static final SharedMessage MESSAGE = new SharedMessage(ByteString.EMPTY);

    private final FakeLine line = new FakeLine();
    private final InboxFeed feed = new InboxFeed(line);

    @Test
    void delivered_nextPosition_written() {
        open(0, 0);
        feed.delivered(1, MESSAGE);
        feed.delivered(2, MESSAGE);
        assertThat(line.events).containsExactly(1L, 2L);
        assertThat(line.pulls).isEmpty();
    }

    @Test
    void delivered_gap_pulledOnceAndRepeatsDropped() {
        open(0, 0);
        feed.delivered(3, MESSAGE);
        feed.delivered(4, MESSAGE);
        assertThat(line.events).isEmpty();
        assertThat(line.pulls).containsExactly(new Pulled(0, 100));
        feed.page(0, page(1, 4, 4));
        assertThat(line.events).containsExactly(1L, 2L, 3L, 4L);
        feed.delivered(2, MESSAGE);
        assertThat(line.events).hasSize(4);
        assertThat(line.pulls).hasSize(1);
    }

    @Test
    void delivered_unwritable_nothingWrittenUntilWritableThenPulled() {
        open(0, 0);
        line.room = 0;
        feed.delivered(1, MESSAGE);
        feed.delivered(2, MESSAGE);
        assertThat(line.pulls).isEmpty();
        line.room = 100;
        feed.resume();
        assertThat(line.pulls).containsExactly(new Pulled(0, 100));
    }

    @Test
    void page_socketTakesPartOfIt_restIsPulledAgainInSmallerPages() {
        open(0, 1_000);
        line.room = 10;
        feed.page(0, page(1, 100, 1_000));
        assertThat(line.events).hasSize(10);
        line.room = 1_000;
        feed.resume();
        assertThat(line.pulls).containsExactly(new Pulled(0, 100), new Pulled(10, 50));
    }

    @Test
    void page_startsLaterThanAsked_resetThenOn() {
        open(5, 30);
        feed.page(5, page(21, 10, 30));
        assertThat(line.resets).containsExactly(20L);
        assertThat(line.events)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(21, 30).boxed().toList());
    }

    @Test
    void page_allExpired_resetToTheEnd() {
        open(5, 30);
        feed.page(5, page(31, 0, 30));
        assertThat(line.resets).containsExactly(30L);
        assertThat(feed.written()).isEqualTo(30);
        feed.delivered(31, MESSAGE);
        assertThat(line.events).containsExactly(31L);
    }

    @Test
    void page_olderThanARewind_isNotTakenForExpiry() {
        open(0, 10);
        feed.page(0, page(1, 10, 10));
        line.room = 0;
        feed.delivered(12, MESSAGE);
        line.room = 100;
        feed.resume();
        assertThat(line.pulls).last().isEqualTo(new Pulled(10, 100));
        feed.rewind(2);
        feed.page(10, page(11, 2, 12));
        assertThat(line.resets).isEmpty();
        assertThat(line.pulls).last().isEqualTo(new Pulled(2, 100));
    }

    @Test
    void page_showsNothingAlthoughThereIsMore_asksAgainLaterNotAtOnce() {
        open(0, 5);
        feed.page(0, page(1, 0, 5));
        assertThat(line.pulls).hasSize(1);
        assertThat(line.rests).isEqualTo(1);
        feed.resume();
        assertThat(line.pulls).hasSize(2);
    }

    @Test
    void detached_pullForgotten_attachedPullsAgain() {
        open(0, 5);
        feed.detached();
        feed.delivered(6, MESSAGE);
        assertThat(line.pulls).hasSize(1);
        feed.attached(7);
        assertThat(line.pulls).hasSize(2);
    }

    /** Whatever is lost, repeated, overtaken, cut or slow: each position once, in order, and all of them in the end. */
    @Test
    void anything_randomFaults_eachPositionOnceInOrder() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            FakeLine each = new FakeLine();
            InboxFeed one = new InboxFeed(each);
            one.start(0, 0);
            one.attached(0);
            long last = 0;
            boolean attached = true;
            for (int step = 0; step < 400; step++) {
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> {
                        last++;
                        if (attached && random.nextInt(4) > 0) {
                            one.delivered(last, MESSAGE);
                        }
                    }
                    case 3 -> {
                        if (attached && last > 0) {
                            one.delivered(1 + random.nextInt((int) last), MESSAGE);
                        }
                    }
                    case 4 -> answerPull(one, each, last, random);
                    case 5 -> {
                        each.room = random.nextInt(5);
                        one.resume();
                    }
                    case 6 -> {
                        attached = false;
                        each.open.clear();
                        one.detached();
                    }
                    default -> {
                        attached = true;
                        one.attached(last);
                    }
                }
            }
            each.room = Integer.MAX_VALUE;
            one.attached(last);
            one.resume();
            for (int i = 0; i < 500 && one.written() < last; i++) {
                answerPull(one, each, last, random);
                one.resume();
            }
            assertThat(each.events)
                    .as("seed " + seed)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, last).boxed().toList());
        }
    }

    private static void answerPull(InboxFeed feed, FakeLine line, long last, Random random) {
        Pulled pull = line.open.poll();
        if (pull != null) {
            if (random.nextInt(5) == 0) {
                feed.pullFailed();
            } else {
                int count = (int) Math.min(last - pull.after(), 1 + random.nextInt(pull.limit()));
                feed.page(pull.after(), page(pull.after() + 1, Math.max(0, count), last));
            }
        }
    }

    private void open(long cursor, long last) {
        feed.start(cursor, last);
        feed.attached(last);
    }

    private static Page page(long first, int count, long last) {
        Page.Builder page = Page.newBuilder().setFirstPosition(first).setLastPosition(last);
        for (int i = 0; i < count; i++) {
            page.addMessages(ByteString.EMPTY);
        }
        return page.build();
    }

    private record Pulled(long after, int limit) {}

    private static final class FakeLine implements InboxFeed.Line {
        final List<Long> events = new ArrayList<>();
        final List<Long> resets = new ArrayList<>();
        final List<Pulled> pulls = new ArrayList<>();
        final Deque<Pulled> open = new ArrayDeque<>();
        int room = 1_000_000;
        int rests;

        @Override
        public boolean isWritable() {
            return room > 0;
        }

        @Override
        public void event(long position, SharedMessage message) {
            events.add(position);
            room--;
        }

        @Override
        public void reset(long cursor) {
            resets.add(cursor);
        }

        @Override
        public void pull(long after, int limit) {
            pulls.add(new Pulled(after, limit));
            open.add(new Pulled(after, limit));
        }

        @Override
        public void resumeLater() {
            rests++;
        }

        @Override
        public void dropped() {}

        @Override
        public void repeated() {}
    }
}
