package chat.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import chat.core.messageid.IdLayout;
import chat.message.v1.MembershipChange;
import chat.message.v1.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a message store does: timestamps and fences in the first place. */
abstract class MessageStoreContract {
    private static final AtomicLong CHANNELS = new AtomicLong(System.nanoTime());
    private static final long NOW = Instant.parse("2026-06-01T10:00:00Z").toEpochMilli();

    private final long channel = CHANNELS.incrementAndGet();

    abstract MessageStore store();

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static long id(long afterMillis) {
        return IdLayout.id(NOW + afterMillis, 5, 7);
    }

    private Message text(long id, String text) {
        return Message.newBuilder()
                .setMessageId(id)
                .setChannelId(channel)
                .setSenderId(11)
                .setSenderDeviceId(12)
                .setClientMessageId("name-" + id)
                .setSentAtMillis(IdLayout.timeMillis(id))
                .setText(text)
                .build();
    }

    private static long timestamp(long epoch, long counter) {
        return epoch << 40 | counter;
    }

    private List<Message> all() {
        List<Message> found = new ArrayList<>();
        now(store().rows(channel, Buckets.of(id(0)), 0, Long.MAX_VALUE, false, 1_000))
                .rows()
                .forEach(row -> found.add(row.message()));
        return found;
    }

    @Test
    void write_textsAndChanges_areFoundAsTheyWere() {
        Message text = text(id(1), "text \uD83D\uDE00 \u4e2d");
        Message change = Message.newBuilder()
                .setMessageId(id(2))
                .setChannelId(channel)
                .setSenderId(11)
                .setSentAtMillis(NOW + 2)
                .setMembershipChange(MembershipChange.newBuilder()
                        .setKind(MembershipChange.Kind.KIND_ADDED)
                        .addUserIds(3))
                .build();
        now(store().write(List.of(text, change), timestamp(3, 9)));
        assertThat(all()).containsExactly(text, change);
        assertThat(now(store().find(channel, id(1)))).contains(text);
        assertThat(now(store().find(channel, id(3)))).isEmpty();
        MessageRow row = now(store().rows(channel, Buckets.of(id(0)), 0, id(2), true, 1))
                .rows()
                .get(0);
        assertThat(row.writeTimestamp()).isEqualTo(timestamp(3, 9));
        assertThat(row.epoch()).isEqualTo(3);
        assertThat(row.rewritten()).isFalse();
    }

    @Test
    void fence_hidesEarlierWritesAlsoThoseThatArriveLater() {
        now(store().write(List.of(text(id(1), "counts")), timestamp(3, 1)));
        now(store().write(List.of(text(id(2), "beyond")), timestamp(3, 2)));
        now(store().fence(channel, Buckets.of(id(0)), id(1), Long.MAX_VALUE, List.of(), timestamp(4, 0) - 1));
        now(store().write(List.of(text(id(3), "zombie")), timestamp(3, 3)));
        now(store().write(List.of(text(id(4), "new")), timestamp(4, 1)));
        assertThat(all()).extracting(Message::getText).containsExactly("counts", "new");
    }

    @Test
    void fence_withRowsWrittenAgain_survivesAnEarlierFenceThatArrivesLate() {
        now(store().write(List.of(text(id(1), "first")), timestamp(3, 1)));
        now(store().write(List.of(text(id(2), "last")), timestamp(3, 2)));
        now(store().fence(
                        channel,
                        Buckets.of(id(0)),
                        id(2),
                        Long.MAX_VALUE,
                        List.of(text(id(2), "last")),
                        timestamp(6, 0) - 1));
        now(store().fence(channel, Buckets.of(id(0)), id(1), Long.MAX_VALUE, List.of(), timestamp(5, 0) - 1));
        assertThat(all()).extracting(Message::getText).containsExactly("first", "last");
        MessageRow row = now(store().rows(channel, Buckets.of(id(0)), 0, Long.MAX_VALUE, true, 1))
                .rows()
                .get(0);
        assertThat(row.rewritten()).isTrue();
    }

    @Test
    void write_sameRowsAgain_changesNothing() {
        now(store().write(List.of(text(id(1), "text")), timestamp(3, 1)));
        now(store().write(List.of(text(id(1), "text")), timestamp(3, 1)));
        assertThat(all()).hasSize(1);
    }

    @Test
    void rows_goBothWaysWithinBounds() {
        for (int i = 1; i <= 9; i++) {
            now(store().write(List.of(text(id(i), "t" + i)), timestamp(3, i)));
        }
        MessageStore.RowPage down = now(store().rows(channel, Buckets.of(id(0)), id(2), id(8), true, 3));
        assertThat(down.rows()).extracting(row -> row.message().getText()).containsExactly("t7", "t6", "t5");
        assertThat(down.more()).isTrue();
        MessageStore.RowPage up = now(store().rows(channel, Buckets.of(id(0)), id(6), id(9), false, 10));
        assertThat(up.rows()).extracting(row -> row.message().getText()).containsExactly("t7", "t8");
        assertThat(up.more()).isFalse();
        assertThat(now(store().sentKeys(channel, Buckets.of(id(0)), id(6), id(9), 10)))
                .extracting(SentKey::clientMessageId)
                .containsExactly("name-" + id(8), "name-" + id(7));
    }

    @Test
    void rows_longTexts_areCutByBytes() {
        String longText = "\u4e2d".repeat(99_999);
        for (int i = 1; i <= 12; i++) {
            now(store().write(List.of(text(id(i), longText)), timestamp(3, i)));
        }
        MessageStore.RowPage page = now(store().rows(channel, Buckets.of(id(0)), 0, Long.MAX_VALUE, false, 100));
        assertThat(page.more()).isTrue();
        assertThat(page.rows()).hasSizeBetween(1, 8);
        assertThat(page.rows().get(0).message().getText()).isEqualTo(longText);
    }

    @Test
    void buckets_areListedBothWays() {
        for (int bucket : List.of(3, 700, 965)) {
            now(store().addBucket(channel, bucket, timestamp(3, bucket)));
        }
        assertThat(now(store().buckets(channel, 964, true, 10))).containsExactly(700, 3);
        assertThat(now(store().buckets(channel, Integer.MAX_VALUE, true, 1))).containsExactly(965);
        assertThat(now(store().buckets(channel, 4, false, 10))).containsExactly(700, 965);
    }

    @Test
    void history_jumpsOverYearsAndPagesBothWays() {
        List<Message> written = new ArrayList<>();
        long counter = 0;
        for (int year : List.of(2004, 2010, 2026)) {
            long at = Instant.parse(year + "-03-01T00:00:00Z").toEpochMilli();
            for (int i = 0; i < 5; i++) {
                Message message = text(IdLayout.id(at + i, 770, 0), year + " " + i);
                written.add(message);
                now(store().addBucket(channel, Buckets.of(message.getMessageId()), timestamp(2, ++counter)));
                now(store().write(List.of(message), timestamp(2, ++counter)));
            }
        }
        MessageHistory history = new MessageHistory(store());
        List<Message> forward = new ArrayList<>();
        MessageHistory.Page page = now(history.page(channel, 0, false, 0, 4));
        forward.addAll(page.messages());
        while (page.more()) {
            page = now(history.page(channel, forward.get(forward.size() - 1).getMessageId(), false, 0, 4));
            forward.addAll(page.messages());
        }
        assertThat(forward).containsExactlyElementsOf(written);
        long lowest = written.get(7).getMessageId();
        MessageHistory.Page back = now(history.page(channel, Long.MAX_VALUE, true, lowest, 8));
        assertThat(back.more()).isFalse();
        assertThat(back.messages()).hasSize(8).startsWith(written.get(14)).endsWith(written.get(7));
        long at2010 = Instant.parse("2010-03-01T00:00:00Z").toEpochMilli();
        assertThat(now(history.page(channel, MessageHistory.startAt(at2010, false), false, 0, 1))
                        .messages())
                .containsExactly(written.get(5));
        assertThat(now(history.page(channel, MessageHistory.startAt(at2010, true), true, 0, 1))
                        .messages())
                .containsExactly(written.get(5));
    }
}
