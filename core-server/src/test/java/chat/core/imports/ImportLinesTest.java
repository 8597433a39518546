package chat.core.imports;

import static chat.core.message.SimulatedCluster.failure;
import static chat.core.message.SimulatedCluster.now;
import static org.assertj.core.api.Assertions.assertThat;

import chat.channel.v1.ChannelKind;
import chat.channel.v1.MemberRole;
import chat.core.channel.ChannelState;
import chat.core.channel.ImportProgress;
import chat.core.channel.Membership;
import chat.core.message.FaultyStores.Fate;
import chat.core.message.MessageMetrics;
import chat.core.message.SimulatedCluster;
import chat.error.v1.ErrorReason;
import chat.gateway.v1.Sent;
import chat.message.v1.Message;
import chat.operator.v1.AppendLinesRequest;
import chat.operator.v1.AppendLinesResponse;
import chat.operator.v1.ImportedLine;
import chat.runtime.error.ChatException;
import io.prometheus.client.CollectorRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An import that is stopped anywhere and run again, by other owners, with the dead owner's writes still on their way. */
final class ImportLinesTest {
    private static final long CHANNEL = 88;
    private static final long ANN = 1;
    private static final long BOB = 2;
    private static final long GUEST = 3;
    private static final long START = Instant.parse("2004-12-25T09:14:00Z").toEpochMilli();
    private static final long TEN_DAYS = Duration.ofDays(10).toMillis();

    private final SimulatedCluster cluster = new SimulatedCluster();
    private final InMemoryHistoricIdStore historicIds = new InMemoryHistoricIdStore();
    private final MessageMetrics metrics = new MessageMetrics(new CollectorRegistry());

    private void begin(SimulatedCluster.Node node) {
        TreeMap<Long, Membership> members = new TreeMap<>();
        members.put(ANN, new Membership(MemberRole.MEMBER_ROLE_OWNER, 0));
        members.put(BOB, new Membership(MemberRole.MEMBER_ROLE_MEMBER, 0));
        CompletableFuture<ChannelState> created = node.order()
                .create(
                        new ChannelState(
                                CHANNEL,
                                ChannelKind.CHANNEL_KIND_GROUP,
                                "name",
                                members,
                                1,
                                START,
                                0,
                                null,
                                ImportProgress.begun("name")),
                        ANN)
                .toCompletableFuture();
        node.run();
        assertThat(now(created).importing()).isTrue();
    }

    /** Lines of the same minute, then some of ten days later, then one that goes back. */
    private static List<ImportedLine> lines() {
        List<ImportedLine> lines = new ArrayList<>();
        for (int i = 0; i < 320; i++) {
            long at = i < 250 ? START : START + TEN_DAYS;
            lines.add(ImportedLine.newBuilder()
                    .setSenderId(i % 3 == 0 ? GUEST : i % 3 == 1 ? ANN : BOB)
                    .setSentAtMillis(i == 319 ? START : at)
                    .setText("line " + i)
                    .build());
        }
        return lines;
    }

    private CompletableFuture<AppendLinesResponse> append(
            SimulatedCluster.Node node, long firstLine, List<ImportedLine> lines) {
        AppendLinesRequest request = AppendLinesRequest.newBuilder()
                .setChannelId(CHANNEL)
                .setFirstLine(firstLine)
                .addAllLines(lines)
                .build();
        HistoricMinter minter = new HistoricMinter(historicIds);
        CompletableFuture<AppendLinesResponse> answer = node.turns()
                .inTurn(
                        CHANNEL,
                        Duration.ofSeconds(30),
                        new ImportLines(request, Set.of(GUEST), cluster.channels, minter, metrics))
                .toCompletableFuture();
        node.run();
        return answer;
    }

    private void assertAllOnceInOrder() {
        List<Message> history = cluster.history(CHANNEL);
        assertThat(history)
                .extracting(Message::getText)
                .containsExactlyElementsOf(
                        lines().stream().map(ImportedLine::getText).toList());
        assertThat(history).extracting(Message::getMessageId).isSorted().doesNotHaveDuplicates();
        assertThat(history.get(0).getSentAtMillis()).isEqualTo(START);
        assertThat(history.get(300).getSentAtMillis()).isEqualTo(START + TEN_DAYS);
        assertThat(history.get(7).getClientMessageId()).isEqualTo("import-7");
        assertThat(cluster.inboxes.of(ANN)).isEmpty();
    }

    @Test
    void append_linesOfManyYears_areKeptAtTheirTimesAndSkippedWhenRepeated() {
        SimulatedCluster.Node node = cluster.node("one");
        node.acquire();
        begin(node);
        AppendLinesResponse first = now(append(node, 0, lines()));
        assertThat(first.getNextLine()).isEqualTo(320);
        assertThat(first.getTimesMoved()).isEqualTo(1);
        assertThat(now(append(node, 0, lines())).getNextLine()).isEqualTo(320);
        assertThat(now(append(node, 300, lines().subList(300, 320))).getNextLine())
                .isEqualTo(320);
        assertAllOnceInOrder();
    }

    @Test
    void append_gapOrStranger_isRefused() {
        SimulatedCluster.Node node = cluster.node("one");
        node.acquire();
        begin(node);
        assertThat(((ChatException) failure(append(node, 1, lines()))).reason())
                .isEqualTo(ErrorReason.ERROR_REASON_IMPORT_CONFLICT);
        ImportedLine stranger = lines().get(0).toBuilder().setSenderId(99).build();
        assertThat(((ChatException) failure(append(node, 0, List.of(stranger)))).reason())
                .isEqualTo(ErrorReason.ERROR_REASON_FIELD_INVALID);
        assertThat(cluster.history(CHANNEL)).isEmpty();
    }

    @Test
    void send_whileImporting_isRefused() {
        SimulatedCluster.Node node = cluster.node("one");
        node.acquire();
        begin(node);
        CompletableFuture<Sent> send = node.send(CHANNEL, ANN, "a", "x");
        node.run();
        assertThat(((ChatException) failure(send)).reason()).isEqualTo(ErrorReason.ERROR_REASON_CHANNEL_IMPORTING);
    }

    @Test
    void append_ownerDiesAtAnyWrite_repeatedAtTheNext_doublesAndReordersNothing() {
        for (int applied = 0; applied <= 4; applied++) {
            new ImportLinesTest().dieAfter(applied);
        }
    }

    private void dieAfter(int appliedWrites) {
        SimulatedCluster.Node node = cluster.node("one");
        node.acquire();
        begin(node);
        now(append(node, 0, lines().subList(0, 10)));
        for (int i = 0; i < appliedWrites; i++) {
            node.store.next(Fate.APPLIED);
        }
        node.store.next(Fate.HELD, Fate.HELD, Fate.HELD, Fate.HELD, Fate.HELD);
        CompletableFuture<AppendLinesResponse> lost = append(node, 10, lines().subList(10, 320));
        node.crash();

        SimulatedCluster.Node next = cluster.node("two");
        next.acquire();
        assertThat(now(append(next, 0, lines())).getNextLine()).isEqualTo(320);
        node.store.releaseHeld();
        node.run();
        node.thread.pass(5_000);
        // a node that died after its last write had stored everything, and was not asked again
        assertThat(lost.isDone() && !lost.isCompletedExceptionally()).isEqualTo(appliedWrites >= 4);
        assertAllOnceInOrder();
    }
}
