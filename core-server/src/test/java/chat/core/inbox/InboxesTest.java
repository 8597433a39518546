package chat.core.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import chat.error.v1.ErrorReason;
import chat.node.v1.AppendFailure;
import chat.node.v1.AppendResult;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class InboxesTest {
    private static final long ANN = 7;
    private static final long BOB = 8;

    private final InboxFixture.Shared shared = new InboxFixture.Shared(1);
    private final InboxFixture node = new InboxFixture("a", shared, InboxFixture.config(16, 100));

    @Test
    void append_toSeveralUsers_isNumberedFromOneInEach() {
        shared.healthy();
        node.ownership.acquire(0);
        node.append(1, 10, ANN, BOB);
        CompletableFuture<AppendResult> last = node.append(1, 11, BOB);
        node.thread.runAll();

        assertThat(last.join().getFailuresList()).isEmpty();
        assertThat(node.ids(ANN)).containsExactly(10L);
        assertThat(node.ids(BOB)).containsExactly(10L, 11L);
    }

    @Test
    void append_beforeTheWriteIsDurable_isNeitherVisibleNorAnswered() {
        node.ownership.acquire(0);
        CompletableFuture<AppendResult> result = opened(10);
        List<Long> pushed = pushes();

        assertThat(result).isNotDone();
        assertThat(pushed).isEmpty();
        shared.network.next().happen();
        node.thread.runAll();
        assertThat(result).isCompleted();
        assertThat(pushed).containsExactly(1L);
    }

    @Test
    void append_whileAWriteIsUnderWay_waitsForIt() {
        node.ownership.acquire(0);
        opened(10);
        CompletableFuture<AppendResult> second = node.append(1, 11, ANN);
        CompletableFuture<AppendResult> third = node.append(2, 9, ANN);
        node.thread.runAll();

        assertThat(shared.network.waiting()).hasSize(1);
        shared.network.next().happen();
        node.thread.runAll();
        assertThat(shared.network.waiting()).hasSize(1); // both, in one write
        shared.network.next().happen();
        node.thread.runAll();
        assertThat(second).isCompleted();
        assertThat(third).isCompleted();
        assertThat(node.ids(ANN)).containsExactly(10L, 11L, 9L);
    }

    @Test
    void append_withUnknownOutcome_isWrittenAgainUntilKnown() {
        node.ownership.acquire(0);
        CompletableFuture<AppendResult> result = opened(10);
        for (int i = 0; i < 5; i++) {
            shared.network.next().fail(i % 2 == 0);
            node.thread.pass(3_000);
            assertThat(result).isNotDone();
        }
        shared.network.next().happen();
        node.thread.runAll();
        assertThat(result.join().getFailuresList()).isEmpty();
        assertThat(node.ids(ANN)).containsExactly(10L);
    }

    @Test
    void append_leaseRunsOutBeforeVisibility_isNotShown() {
        node.ownership.acquire(0);
        CompletableFuture<AppendResult> result = opened(10);
        List<Long> pushed = pushes();
        node.ownership.lease(0, false);
        shared.network.next().happen();
        node.thread.pass(500);

        assertThat(result).isNotDone();
        assertThat(pushed).isEmpty();
        node.ownership.lose(0);
        assertThat(reasons(result)).containsExactly(ErrorReason.ERROR_REASON_NO_OWNER);
        assertThat(pushed).isEmpty();
    }

    @Test
    void append_leaseConfirmedAgain_isShownWithoutAnotherWrite() {
        node.ownership.acquire(0);
        CompletableFuture<AppendResult> result = opened(10);
        node.ownership.lease(0, false);
        shared.network.next().happen();
        node.thread.pass(500);
        node.ownership.lease(0, true);
        node.thread.pass(2_500);

        assertThat(result.join().getFailuresList()).isEmpty();
        assertThat(shared.network.waiting()).isEmpty();
    }

    @Test
    void append_repeatedWhileQueuedWritingAndDone_isOneEntry() {
        node.ownership.acquire(0);
        CompletableFuture<AppendResult> first = opened(10);
        CompletableFuture<AppendResult> again = node.append(1, 10, ANN);
        node.thread.runAll();
        assertThat(again).isNotDone();
        shared.network.next().happen();
        node.thread.runAll();
        assertThat(first).isCompleted();
        assertThat(again).isCompleted();
        CompletableFuture<AppendResult> late = node.append(1, 10, ANN);
        node.thread.runAll();
        assertThat(late).isCompleted();
        assertThat(shared.network.waiting()).isEmpty();
        assertThat(node.ids(ANN)).containsExactly(10L);
    }

    @Test
    void append_channelRedeliveredFromTheMiddle_addsOnlyWhatIsNew() {
        shared.healthy();
        node.ownership.acquire(0);
        for (long id = 10; id < 15; id++) {
            node.append(1, id, ANN);
        }
        for (long id = 12; id < 17; id++) {
            node.append(1, id, ANN);
        }
        node.thread.runAll();
        assertThat(node.ids(ANN)).containsExactly(10L, 11L, 12L, 13L, 14L, 15L, 16L);
    }

    @Test
    void append_repeatOfWhatLiesFarBelowTheTail_isFoundInTheStore() {
        shared.healthy();
        InboxFixture other = new InboxFixture("b", shared, InboxFixture.config(16, 2_000));
        other.ownership.acquire(0);
        other.append(1, 5, ANN);
        for (long id = 10; id < 1_500; id++) {
            other.append(2, id, ANN);
        }
        other.thread.runAll();
        other.ownership.lose(0);

        node.ownership.acquire(0);
        CompletableFuture<AppendResult> repeat = node.append(1, 5, ANN);
        CompletableFuture<AppendResult> older = node.append(3, 4, ANN);
        node.thread.runAll();
        assertThat(repeat.join().getFailuresList()).isEmpty();
        assertThat(older.join().getFailuresList()).isEmpty();
        assertThat(node.open(ANN).lastPosition()).isEqualTo(1_492);
        assertThat(node.metric("chat_inbox_repeats_total")).isEqualTo(1);
        assertThat(node.ids(ANN)).endsWith(1_499L, 4L);
    }

    @Test
    void append_queueFull_isRefusedAndHoldsBackTheChannel() {
        node.ownership.acquire(0);
        List<CompletableFuture<AppendResult>> results = new ArrayList<>();
        for (long id = 1; id <= 102; id++) {
            results.add(node.append(1, id, ANN));
        }
        CompletableFuture<AppendResult> otherUser = node.append(1, 103, BOB);
        node.thread.runAll();
        assertThat(reasons(results.get(100))).containsExactly(ErrorReason.ERROR_REASON_OVERLOADED);
        shared.healthy();
        node.thread.runAll();
        assertThat(otherUser).isCompleted();

        CompletableFuture<AppendResult> overtaking = node.append(1, 102, ANN);
        CompletableFuture<AppendResult> refusedBefore = node.append(1, 101, ANN);
        CompletableFuture<AppendResult> next = node.append(1, 102, ANN);
        node.thread.runAll();
        assertThat(reasons(overtaking)).containsExactly(ErrorReason.ERROR_REASON_OVERLOADED);
        assertThat(refusedBefore.join().getFailuresList()).isEmpty();
        assertThat(next.join().getFailuresList()).isEmpty();
        assertThat(node.ids(ANN)).isSorted().hasSize(102);
    }

    @Test
    void append_notOwned_namesTheOwner() {
        InboxFixture other = new InboxFixture("b", shared, InboxFixture.config(16, 100));
        other.ownership.acquire(0);
        CompletableFuture<AppendResult> result = node.append(1, 10, ANN);
        node.thread.runAll();
        AppendFailure failure = result.join().getFailures(0);
        assertThat(failure.getError().getReason()).isEqualTo(ErrorReason.ERROR_REASON_NOT_OWNER);
        assertThat(failure.getError().getOwner()).isEqualTo("b");
        assertThat(failure.getError().getRetryable()).isTrue();
    }

    @Test
    void release_waitsForWritesAndStoresCursors() {
        node.ownership.acquire(0);
        CompletableFuture<AppendResult> result = opened(10);
        node.ownership.release(0);
        CompletableFuture<AppendResult> late = node.append(1, 11, ANN);
        node.thread.runAll();
        assertThat(reasons(late)).containsExactly(ErrorReason.ERROR_REASON_NO_OWNER);
        shared.network.next().happen();
        node.thread.pass(10);
        assertThat(result.join().getFailuresList()).isEmpty();
    }

    @Test
    void pull_largeMessage_comesFromHistory() {
        shared.healthy();
        node.ownership.acquire(0);
        String text = "x".repeat(5_000);
        shared.history.put(InboxFixture.message(1, 10, text));
        node.append(1, 10, text, ANN);
        node.append(1, 11, ANN);
        node.thread.runAll();
        InboxPage page = node.pull(ANN, 0, 10);
        assertThat(page.messages()).hasSize(2);
        assertThat(InboxFixture.parse(page.messages().get(0)).getText()).isEqualTo(text);
    }

    @Test
    void pull_afterExpiry_startsAtTheFirstEntryThatExists() {
        shared.healthy();
        node.ownership.acquire(0);
        node.append(1, 10, ANN);
        node.thread.runAll();
        node.thread.pass(1);
        node.ownership.lose(0);
        shared.store.forgetAll(ANN);
        node.ownership.acquire(0);
        node.append(1, 11, ANN);
        node.thread.runAll();
        InboxPage page = node.pull(ANN, 0, 10);
        assertThat(page.firstPosition()).isEqualTo(2);
        assertThat(page.messages()).hasSize(1);
    }

    @Test
    void confirm_isStoredOnceAnInterval() {
        shared.healthy();
        node.ownership.acquire(0);
        for (long id = 1; id <= 50; id++) {
            node.append(1, id, ANN);
        }
        node.thread.runAll();
        OpenInbox inbox = node.open(ANN);
        for (long position = 1; position <= 50; position++) {
            inbox.confirm(3, position);
            node.thread.pass(50);
        }
        node.thread.pass(2_000);
        assertThat(shared.cursors.writes()).isLessThanOrEqualTo(3);
        assertThat(shared.cursors.read(ANN).toCompletableFuture().join()).containsEntry(3L, 50L);
    }

    /** Opens ann's inbox with a first append whose write waits. */
    @CanIgnoreReturnValue
    private CompletableFuture<AppendResult> opened(long messageId) {
        CompletableFuture<AppendResult> result = node.append(1, messageId, ANN);
        node.thread.runAll();
        shared.network.next().happen(); // the read of the end
        node.thread.runAll();
        shared.network.next().happen(); // the fence
        node.thread.runAll();
        assertThat(shared.network.waiting()).hasSize(1);
        return result;
    }

    private List<Long> pushes() {
        List<Long> positions = new ArrayList<>();
        node.open(ANN).subscribe((position, messageId, message) -> positions.add(position));
        return positions;
    }

    private static List<ErrorReason> reasons(CompletableFuture<AppendResult> result) {
        assertThat(result).isCompleted();
        return result.join().getFailuresList().stream()
                .map(failure -> failure.getError().getReason())
                .toList();
    }
}
