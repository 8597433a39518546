package chat.core.message;

import static chat.core.message.SimulatedCluster.failure;
import static chat.core.message.SimulatedCluster.ids;
import static chat.core.message.SimulatedCluster.now;
import static org.assertj.core.api.Assertions.assertThat;

import chat.core.channel.ChannelChange;
import chat.core.channel.ChannelState;
import chat.core.fanout.Checkpoint;
import chat.core.message.FaultyStores.Fate;
import chat.error.v1.ErrorReason;
import chat.gateway.v1.Sent;
import chat.message.v1.MembershipChange;
import chat.message.v1.Message;
import chat.runtime.error.ChatException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The send path under what goes wrong: unknown outcomes, lost tenures, crashes, zombies, repeats. */
final class ConversationsTest {
    private static final long CHANNEL = 77;
    private static final long ANN = 1;
    private static final long BOB = 2;
    private static final long CID = 3;

    private final SimulatedCluster cluster = new SimulatedCluster();
    private final SimulatedCluster.Node node = cluster.node("one");

    private static ErrorReason reason(CompletableFuture<?> stage) {
        return ((ChatException) failure(stage)).reason();
    }

    private void groupAtNode() {
        node.acquire();
        ChannelState created = node.group(CHANNEL, ANN, BOB);
        assertThat(created.members()).containsOnlyKeys(ANN, BOB);
    }

    @Test
    void send_member_isKeptAndReachesEveryInboxInOrder() {
        groupAtNode();
        long first = node.sent(CHANNEL, ANN, "a1", "one");
        long second = node.sent(CHANNEL, BOB, "b1", "two");
        assertThat(second).isGreaterThan(first);
        assertThat(cluster.texts(CHANNEL)).containsExactly("one", "two");
        assertThat(cluster.inboxes.texts(ANN)).containsExactly("one", "two");
        assertThat(cluster.inboxes.texts(BOB)).containsExactly("one", "two");
        assertThat(cluster.history(CHANNEL).get(0).getMembershipChange().getKind())
                .isEqualTo(MembershipChange.Kind.KIND_CREATED);
    }

    @Test
    void send_manyAtOnce_areOneWriteAndAnsweredInOrder() {
        groupAtNode();
        int before = node.store.writes;
        List<CompletableFuture<Sent>> sends = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            sends.add(node.send(CHANNEL, ANN, "a" + i, "text " + i));
        }
        node.run();
        List<Long> answered =
                sends.stream().map(send -> now(send).getMessageId()).toList();
        assertThat(answered).isSorted().doesNotHaveDuplicates();
        assertThat(node.store.writes - before).isLessThan(5);
        assertThat(cluster.inboxes.texts(BOB)).hasSize(50).startsWith("text 0").endsWith("text 49");
    }

    @Test
    void send_badInput_isRefusedByName() {
        groupAtNode();
        assertThat(reason(node.send(CHANNEL, ANN, "a", ""))).isEqualTo(ErrorReason.ERROR_REASON_TEXT_EMPTY);
        assertThat(reason(node.send(CHANNEL, ANN, "", "x")))
                .isEqualTo(ErrorReason.ERROR_REASON_CLIENT_MESSAGE_ID_INVALID);
        CompletableFuture<Sent> stranger = node.send(CHANNEL, CID, "c", "x");
        CompletableFuture<Sent> nowhere = node.send(CHANNEL + 1, ANN, "n", "x");
        node.run();
        assertThat(reason(stranger)).isEqualTo(ErrorReason.ERROR_REASON_NOT_A_MEMBER);
        assertThat(reason(nowhere)).isEqualTo(ErrorReason.ERROR_REASON_CHANNEL_NOT_FOUND);
        assertThat(cluster.texts(CHANNEL)).isEmpty();
    }

    @Test
    void send_repeated_givesTheSameIdAndOneMessage() {
        groupAtNode();
        CompletableFuture<Sent> first = node.send(CHANNEL, ANN, "same", "text");
        CompletableFuture<Sent> concurrent = node.send(CHANNEL, ANN, "same", "text");
        node.run();
        long id = now(first).getMessageId();
        assertThat(now(concurrent).getMessageId()).isEqualTo(id);
        assertThat(node.sent(CHANNEL, ANN, "same", "text")).isEqualTo(id);
        assertThat(cluster.texts(CHANNEL)).containsExactly("text");
        assertThat(cluster.inboxes.texts(BOB)).containsExactly("text");
    }

    @Test
    void send_sameNameOtherText_isRefusedWhetherInFlightOrStored() {
        groupAtNode();
        CompletableFuture<Sent> first = node.send(CHANNEL, ANN, "same", "text");
        CompletableFuture<Sent> concurrent = node.send(CHANNEL, ANN, "same", "other");
        node.run();
        CompletableFuture<Sent> later = node.send(CHANNEL, ANN, "same", "other");
        node.run();
        assertThat(now(first).getMessageId()).isPositive();
        assertThat(reason(concurrent)).isEqualTo(ErrorReason.ERROR_REASON_CLIENT_MESSAGE_ID_REUSED);
        assertThat(reason(later)).isEqualTo(ErrorReason.ERROR_REASON_CLIENT_MESSAGE_ID_REUSED);
        // another device's name is its own
        assertThat(node.sent(CHANNEL, BOB, "same", "other")).isPositive();
    }

    @Test
    void send_writeTimesOut_isRepeatedUntilKnownAndNeverOvertaken() {
        groupAtNode();
        node.store.next(Fate.DROPPED_UNKNOWN, Fate.APPLIED_UNKNOWN);
        CompletableFuture<Sent> first = node.send(CHANNEL, ANN, "a1", "one");
        node.run();
        CompletableFuture<Sent> second = node.send(CHANNEL, ANN, "a2", "two");
        node.run();
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
        node.thread.pass(1_000);
        assertThat(now(second).getMessageId()).isGreaterThan(now(first).getMessageId());
        assertThat(cluster.texts(CHANNEL)).containsExactly("one", "two");
        assertThat(cluster.inboxes.texts(BOB)).containsExactly("one", "two");
    }

    @Test
    void send_tenureEndsBetweenWriteAndCheck_isNotAcknowledgedAndResendGivesOneMessage() {
        groupAtNode();
        node.store.beforeWrite = () -> node.ownership.tenure().valid = false;
        CompletableFuture<Sent> lost = node.send(CHANNEL, ANN, "a1", "text");
        node.run();
        assertThat(reason(lost)).isEqualTo(ErrorReason.ERROR_REASON_NO_OWNER);
        assertThat(cluster.inboxes.texts(BOB)).isEmpty();

        SimulatedCluster.Node next = cluster.node("two");
        next.acquire();
        long id = next.sent(CHANNEL, ANN, "a1", "text");
        assertThat(cluster.texts(CHANNEL)).containsExactly("text");
        assertThat(ids(cluster.history(CHANNEL))).contains(id);
        assertThat(cluster.inboxes.texts(BOB)).containsExactly("text");
    }

    @Test
    void send_tenureEndsWhileOutcomeIsUnknown_failsAndNothingSurfacesLater() {
        groupAtNode();
        node.store.next(Fate.HELD);
        CompletableFuture<Sent> lost = node.send(CHANNEL, ANN, "a1", "zombie");
        node.run();
        node.crash();

        SimulatedCluster.Node next = cluster.node("two");
        next.acquire();
        long id = next.sent(CHANNEL, BOB, "b1", "next");
        node.store.releaseHeld();
        node.run();
        assertThat(lost).isCompletedExceptionally();
        assertThat(cluster.texts(CHANNEL)).containsExactly("next");
        assertThat(next.sent(CHANNEL, ANN, "a1", "zombie")).isGreaterThan(id);
        assertThat(cluster.texts(CHANNEL)).containsExactly("next", "zombie");
        assertThat(cluster.inboxes.texts(ANN)).containsExactly("next", "zombie");
    }

    @Test
    void crash_afterAckBeforeFanOut_nextOwnerFinishesWithoutTheSender() {
        groupAtNode();
        cluster.inboxes.hold = true;
        long id = node.sent(CHANNEL, ANN, "a1", "text");
        node.crash();
        cluster.inboxes.hold = false;
        assertThat(cluster.inboxes.texts(BOB)).isEmpty();

        cluster.node("two").acquire();
        assertThat(cluster.inboxes.texts(BOB)).containsExactly("text");
        assertThat(ids(cluster.inboxes.of(ANN))).contains(id);
    }

    @Test
    void crash_ownersClockAhead_nextOwnersIdsGrowAndItsOwnCrashLosesNothing() {
        node.clockAheadMillis = 3_600_000;
        groupAtNode();
        long first = node.sent(CHANNEL, ANN, "a1", "one");
        node.thread.pass(10_000);
        node.crash();

        SimulatedCluster.Node second = cluster.node("two");
        second.acquire();
        second.group(CHANNEL + 1, ANN, CID);
        cluster.inboxes.hold = true;
        // the other channel has no floor of its own: its ids must still lie above the checkpoint
        long other = second.sent(CHANNEL + 1, CID, "c1", "other");
        assertThat(other).isGreaterThan(first);
        second.thread.pass(10_000);
        second.crash();
        cluster.inboxes.hold = false;

        cluster.node("three").acquire();
        assertThat(cluster.inboxes.texts(ANN)).containsExactly("one", "other");
    }

    @Test
    void zombieRow_arrivesInAChannelThatTheNextOwnerNeverLoads_isDeliveredBeforeTheOwnerAfterAdmits() {
        groupAtNode();
        node.group(CHANNEL + 1, ANN, CID);
        node.sent(CHANNEL, ANN, "a0", "before");
        cluster.passMillis(180_000);
        node.sent(CHANNEL + 1, CID, "c0", "elsewhere");
        node.thread.pass(5_000);

        // the next owner recovers the other channel alone; the first does not know yet, and writes
        SimulatedCluster.Node second = cluster.node("two");
        second.acquire();
        node.store.next(Fate.HELD);
        CompletableFuture<Sent> unanswered = node.send(CHANNEL, ANN, "a1", "late");
        node.run();
        node.crash();
        cluster.passMillis(180_000);
        second.sent(CHANNEL + 1, CID, "c1", "elsewhere too");
        second.thread.pass(10_000);
        second.crash();
        node.store.releaseHeld();
        node.run();
        assertThat(unanswered).isCompletedExceptionally();
        assertThat(cluster.inboxes.texts(BOB)).containsExactly("before");

        SimulatedCluster.Node third = cluster.node("three");
        third.acquire();
        long after = third.sent(CHANNEL, ANN, "a2", "after");
        assertThat(third.sent(CHANNEL, ANN, "a1", "late")).isLessThan(after);
        assertThat(cluster.texts(CHANNEL)).containsExactly("before", "late", "after");
        assertThat(cluster.inboxes.texts(BOB)).containsExactly("before", "late", "after");
    }

    @Test
    void fenceOfAnOwnerInBetween_arrivesLate_doesNotDeleteWhatCounts() {
        groupAtNode();
        node.store.next(Fate.HELD);
        CompletableFuture<Sent> unanswered = node.send(CHANNEL, ANN, "a1", "counted");
        node.run();
        node.crash();
        long end = cluster.history(CHANNEL).get(0).getMessageId();
        node.store.releaseHeld();
        assertThat(unanswered).isNotDone();

        // epoch 2 read the end before the row surfaced, and its fence is still on its way
        SimulatedCluster.Node second = cluster.node("two");
        FakeOwnership.Tenure inBetween = second.ownership.claim(SimulatedCluster.SLOT);
        second.crash();
        SimulatedCluster.Node third = cluster.node("three");
        third.acquire();
        long id = third.sent(CHANNEL, ANN, "a1", "counted");
        var fenced = cluster.messages.fence(
                CHANNEL, Buckets.of(end), end, Long.MAX_VALUE, List.of(), inBetween.fenceTimestamp());
        assertThat(fenced).isCompleted();
        assertThat(ids(cluster.history(CHANNEL))).contains(id);
        assertThat(cluster.inboxes.texts(BOB)).containsExactly("counted");
    }

    @Test
    void fanOut_failsAndIsRepeated_keepsOrder() {
        groupAtNode();
        cluster.inboxes.failNext = 5;
        node.sent(CHANNEL, ANN, "a1", "one");
        node.sent(CHANNEL, ANN, "a2", "two");
        node.sent(CHANNEL, ANN, "a3", "three");
        node.thread.pass(5_000);
        assertThat(cluster.inboxes.texts(ANN)).containsExactly("one", "two", "three");
        assertThat(cluster.inboxes.texts(BOB)).containsExactly("one", "two", "three");
    }

    @Test
    void fanOut_answersAreLost_arrivesOnceAndInOrder() {
        groupAtNode();
        cluster.inboxes.hold = true;
        node.sent(CHANNEL, ANN, "a1", "one");
        node.sent(CHANNEL, ANN, "a2", "two");
        assertThat(cluster.inboxes.heldAppends()).isEqualTo(1);
        cluster.inboxes.release(true, false);
        node.crash();
        cluster.inboxes.hold = false;
        cluster.node("two").acquire();
        assertThat(cluster.inboxes.texts(BOB)).containsExactly("one", "two");
        assertThat(cluster.inboxes.repeats).isPositive();
    }

    @Test
    void fanOut_deletedMember_doesNotHoldBackTheOthers() {
        groupAtNode();
        cluster.inboxes.gone = BOB;
        node.sent(CHANNEL, ANN, "a1", "one");
        node.sent(CHANNEL, ANN, "a2", "two");
        assertThat(cluster.inboxes.texts(ANN)).containsExactly("one", "two");
    }

    @Test
    void fanOut_inboxesRefuseForLong_channelStopsAdmitting() {
        MessageConfig small = new MessageConfig(Duration.ofSeconds(5), 1_000, 1_000, 10, 3, 1 << 20, 1 << 20, 1 << 20);
        SimulatedCluster.Node limited = cluster.node("small", small);
        limited.acquire();
        limited.group(CHANNEL, ANN, BOB);
        cluster.inboxes.hold = true;
        for (int i = 0; i < 3; i++) {
            assertThat(limited.sent(CHANNEL, ANN, "a" + i, "x")).isPositive();
        }
        CompletableFuture<Sent> refused = limited.send(CHANNEL, ANN, "a3", "x");
        limited.run();
        assertThat(reason(refused)).isEqualTo(ErrorReason.ERROR_REASON_OVERLOADED);
        cluster.inboxes.hold = false;
        cluster.inboxes.release(false, true);
        limited.run();
        assertThat(limited.sent(CHANNEL, ANN, "a3", "x")).isPositive();
    }

    @Test
    void checkpoint_neverPassesAnUnfinishedMessage() {
        groupAtNode();
        cluster.inboxes.hold = true;
        long unfinished = node.sent(CHANNEL, ANN, "a1", "one");
        cluster.passMillis(120_000);
        node.sent(CHANNEL, ANN, "a2", "two");
        node.thread.pass(10_000);
        assertThat(checkpoint().completeThrough()).isLessThan(unfinished);
        cluster.inboxes.hold = false;
        cluster.inboxes.release(false, true);
        node.run();
        node.thread.pass(10_000);
        assertThat(checkpoint().completeThrough()).isGreaterThan(unfinished);
    }

    private Checkpoint checkpoint() {
        return cluster.fanOut
                .checkpoints(SimulatedCluster.SLOT)
                .toCompletableFuture()
                .join()
                .get(0);
    }

    @Test
    void send_noAnswerInTime_callerIsToldAndResendFindsTheMessage() {
        MessageConfig hasty =
                new MessageConfig(Duration.ofNanos(1), 1_000, 1_000, 1_000, 1_000, 64 << 20, 64 << 20, 64 << 20);
        SimulatedCluster.Node impatient = cluster.node("impatient", hasty);
        impatient.acquire();
        impatient.group(CHANNEL, ANN, BOB);
        impatient.store.next(Fate.HELD);
        CompletableFuture<Sent> first = impatient.send(CHANNEL, ANN, "a1", "text");
        impatient.run();
        impatient.thread.pass(500);
        assertThat(reason(first)).isEqualTo(ErrorReason.ERROR_REASON_TIMEOUT);
        impatient.store.releaseHeld();
        impatient.run();
        long id = impatient.sent(CHANNEL, ANN, "a1", "text");
        assertThat(cluster.texts(CHANNEL)).containsExactly("text");
        assertThat(ids(cluster.history(CHANNEL))).contains(id);
    }

    @Test
    void change_isOrderedWithSends_andReachesThoseBeforeAndAfterIt() {
        groupAtNode();
        CompletableFuture<Sent> before = node.send(CHANNEL, ANN, "a1", "before");
        CompletableFuture<ChannelState> add = change(new ChannelChange.Add(ANN, CID));
        CompletableFuture<Sent> between = node.send(CHANNEL, BOB, "b1", "between");
        CompletableFuture<ChannelState> remove = change(new ChannelChange.Remove(ANN, BOB));
        CompletableFuture<Sent> refused = node.send(CHANNEL, BOB, "b2", "too late");
        CompletableFuture<Sent> after = node.send(CHANNEL, CID, "c1", "after");
        node.run();
        now(before);
        assertThat(now(add).members()).containsOnlyKeys(ANN, BOB, CID);
        now(between);
        assertThat(now(remove).members()).containsOnlyKeys(ANN, CID);
        assertThat(reason(refused)).isEqualTo(ErrorReason.ERROR_REASON_NOT_A_MEMBER);
        assertThat(after).isCompletedExceptionally();
        long late = node.sent(CHANNEL, CID, "c2", "after");
        assertThat(cluster.inboxes.texts(BOB)).containsExactly("before", "between");
        assertThat(cluster.inboxes.texts(CID)).containsExactly("between", "after");
        List<Message> bobs = cluster.inboxes.of(BOB);
        assertThat(bobs.get(bobs.size() - 1).getMembershipChange().getKind())
                .isEqualTo(MembershipChange.Kind.KIND_REMOVED);
        assertThat(ids(cluster.history(CHANNEL))).isSorted().endsWith(late);
    }

    private CompletableFuture<ChannelState> change(ChannelChange change) {
        return node.conversations.change(CHANNEL, change).toCompletableFuture();
    }

    @Test
    void change_hundredAndFirstMember_isRefused() {
        node.acquire();
        long[] users = new long[100];
        for (int i = 0; i < users.length; i++) {
            users[i] = i + 1L;
        }
        node.group(CHANNEL, users);
        CompletableFuture<ChannelState> add = change(new ChannelChange.Add(1, 101));
        node.run();
        assertThat(reason(add)).isEqualTo(ErrorReason.ERROR_REASON_CHANNEL_FULL);
    }

    @Test
    void change_crashAfterCommitBeforeItsRow_nextOwnerWritesAndDeliversIt() {
        groupAtNode();
        node.store.next(Fate.HELD);
        CompletableFuture<ChannelState> add = change(new ChannelChange.Add(ANN, CID));
        node.run();
        node.crash();
        SimulatedCluster.Node second = cluster.node("two");
        second.acquire();
        assertThat(cluster.history(CHANNEL)).last().satisfies(message -> assertThat(
                        message.getMembershipChange().getUserIdsList())
                .containsExactly(CID));
        assertThat(cluster.inboxes.of(CID)).hasSize(1);
        assertThat(cluster.inboxes.of(BOB)).hasSize(2);
        second.sent(CHANNEL, CID, "c1", "hello");
        assertThat(cluster.inboxes.texts(BOB)).containsExactly("hello");
        assertThat(add).isNotDone();
    }

    @Test
    void change_zombieCommitsAfterTakeOver_fails() {
        groupAtNode();
        SimulatedCluster.Node second = cluster.node("two");
        second.acquire();
        second.sent(CHANNEL, ANN, "a1", "loaded");
        // the first node does not know yet
        CompletableFuture<ChannelState> zombie = change(new ChannelChange.Remove(ANN, BOB));
        node.run();
        node.crash();
        node.thread.pass(1_000);
        assertThat(zombie).isCompletedExceptionally();
        second.sent(CHANNEL, BOB, "b1", "still here");
        assertThat(cluster.inboxes.texts(BOB)).containsExactly("loaded", "still here");
    }

    @Test
    void recovery_recipients_areTheMembersOfTheirTime() {
        groupAtNode();
        cluster.inboxes.hold = true;
        node.sent(CHANNEL, ANN, "a1", "without cid");
        CompletableFuture<ChannelState> add = change(new ChannelChange.Add(ANN, CID));
        node.run();
        now(add);
        node.sent(CHANNEL, ANN, "a2", "with cid");
        CompletableFuture<ChannelState> leave = change(new ChannelChange.Leave(BOB));
        node.run();
        now(leave);
        node.sent(CHANNEL, ANN, "a3", "without bob");
        node.crash();
        cluster.inboxes.hold = false;
        cluster.node("two").acquire();
        assertThat(cluster.inboxes.texts(ANN)).containsExactly("without cid", "with cid", "without bob");
        assertThat(cluster.inboxes.texts(BOB)).containsExactly("without cid", "with cid");
        assertThat(cluster.inboxes.texts(CID)).containsExactly("with cid", "without bob");
    }

    @Test
    void failovers_manyInARow_loseAndDoubleNothing() {
        groupAtNode();
        SimulatedCluster.Node at = node;
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            cluster.inboxes.hold = i % 3 == 0;
            String text = "text " + i;
            expected.add(text);
            at.sent(CHANNEL, i % 2 == 0 ? ANN : BOB, "n" + i, text);
            if (i % 4 == 1) {
                at.thread.pass(3_000);
            }
            if (i % 2 == 0) {
                at.crash();
                cluster.passMillis(i % 5 == 0 ? 61_000 : 10);
                cluster.inboxes.hold = false;
                at = cluster.node("node " + i);
                at.acquire();
                // resends from the time before, some of them of an owner long gone
                at.sent(CHANNEL, i % 2 == 0 ? ANN : BOB, "n" + i, text);
            }
        }
        cluster.inboxes.hold = false;
        cluster.inboxes.release(true, false);
        at.thread.pass(2_000);
        assertThat(cluster.texts(CHANNEL)).containsExactlyElementsOf(expected);
        assertThat(cluster.inboxes.texts(ANN)).containsExactlyElementsOf(expected);
        assertThat(cluster.inboxes.texts(BOB)).containsExactlyElementsOf(expected);
    }

    @Test
    void releasing_completesWhenWhatWasAdmittedIsWritten() {
        groupAtNode();
        node.store.next(Fate.HELD);
        CompletableFuture<Sent> send = node.send(CHANNEL, ANN, "a1", "text");
        node.run();
        CompletableFuture<Void> released =
                node.conversations.releasing(node.ownership.tenure()).toCompletableFuture();
        node.thread.pass(50);
        assertThat(released).isNotDone();
        node.store.releaseHeld();
        node.run();
        node.thread.pass(50);
        assertThat(released).isCompleted();
        assertThat(now(send).getMessageId()).isPositive();
        assertThat(checkpoint().completeThrough()).isEqualTo(now(send).getMessageId());
    }
}
