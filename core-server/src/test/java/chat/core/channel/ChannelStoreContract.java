package chat.core.channel;

import static org.assertj.core.api.Assertions.assertThat;

import chat.channel.v1.ChannelKind;
import chat.channel.v1.MemberRole;
import chat.message.v1.Message;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a channel store does: its conditions in the first place. */
abstract class ChannelStoreContract {
    private static final AtomicLong IDS = new AtomicLong(System.nanoTime());

    private final long channelId = IDS.addAndGet(1_000);
    private final long user = channelId + 1;
    private final long other = channelId + 2;

    abstract ChannelStore store();

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private ChannelState channel(ImportProgress imported) {
        TreeMap<Long, Membership> members = new TreeMap<>();
        members.put(user, new Membership(MemberRole.MEMBER_ROLE_OWNER, 5));
        members.put(other, new Membership(MemberRole.MEMBER_ROLE_MEMBER, 5));
        Message change =
                Message.newBuilder().setMessageId(5).setChannelId(channelId).build();
        return new ChannelState(
                channelId, ChannelKind.CHANNEL_KIND_GROUP, "title", members, 1, 123, 7, change, imported);
    }

    @Test
    void create_onlyTheFirst_isKeptAsItWas() {
        ChannelState channel = channel(null);
        assertThat(now(store().find(channelId))).isEmpty();
        assertThat(now(store().create(channel))).isTrue();
        assertThat(now(store().create(channel.withOwnerEpoch(8)))).isFalse();
        assertThat(now(store().find(channelId))).contains(channel);
    }

    @Test
    void takeOver_laterEpoch_refusesChangesOfTheEarlier() {
        ChannelState channel = channel(null);
        now(store().create(channel));
        ChannelState renamed =
                new ChannelChange.Rename(user, "other").plan(channel).apply(9);
        assertThat(now(store().takeOver(channelId, 8))).isTrue();
        assertThat(now(store().takeOver(channelId, 8))).isFalse();
        assertThat(now(store().takeOver(channelId, 6))).isFalse();
        assertThat(now(store().takeOver(channelId + 7, 6))).isFalse();
        assertThat(now(store().change(channel, renamed))).isFalse();
        ChannelState taken = now(store().find(channelId)).orElseThrow();
        assertThat(taken).isEqualTo(channel.withOwnerEpoch(8));
        assertThat(now(store().change(taken, renamed.withOwnerEpoch(8)))).isTrue();
        assertThat(now(store().change(taken, renamed.withOwnerEpoch(8)))).isFalse();
        assertThat(now(store().find(channelId))).contains(renamed.withOwnerEpoch(8));
    }

    @Test
    void progress_isConditionalOnLineAndEpoch() {
        ChannelState channel = channel(ImportProgress.begun("name"));
        now(store().create(channel));
        ChannelState writing = channel.withImported(channel.imported().writing(900));
        ChannelState stored = channel.withImported(writing.imported().stored(10));
        assertThat(now(store().progress(channel, writing))).isTrue();
        assertThat(now(store().progress(channel, writing))).isTrue();
        assertThat(now(store().progress(channel.withOwnerEpoch(6), stored))).isFalse();
        assertThat(now(store().progress(writing, stored))).isTrue();
        assertThat(now(store().progress(writing, stored))).isFalse();
        assertThat(now(store().find(channelId))).contains(stored);
        assertThat(stored.imported()).isEqualTo(new ImportProgress("name", false, 10, 900, 900));
    }

    @Test
    void direct_firstReservationWins_whoeverAsks() {
        assertThat(now(store().direct(user, other, null))).isEmpty();
        assertThat(now(store().direct(user, other, 41L))).contains(41L);
        assertThat(now(store().direct(other, user, 42L))).contains(41L);
        assertThat(now(store().direct(other, user, null))).contains(41L);
        assertThat(now(store().group(user, "key", 51L))).contains(51L);
        assertThat(now(store().group(user, "key", 52L))).contains(51L);
        assertThat(now(store().group(other, "key", null))).isEmpty();
    }

    @Test
    void list_latestTimestampWins() {
        now(store().list(channelId, List.of(user, other), 10));
        now(store().list(channelId + 1, List.of(user), 11));
        now(store().unlist(channelId + 1, user, 12));
        now(store().list(channelId + 2, List.of(user), 13));
        now(store().unlist(channelId + 2, user, 9));
        assertThat(now(store().listed(user, 0, 10))).containsExactly(channelId, channelId + 2);
        assertThat(now(store().listed(user, channelId, 10))).containsExactly(channelId + 2);
        assertThat(now(store().listed(other, 0, 10))).containsExactly(channelId);
    }
}
