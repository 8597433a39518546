package chat.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import chat.client.v1.CloseCode;
import chat.core.inbox.InboxFixture;
import chat.error.v1.ErrorReason;
import chat.gateway.v1.Confirm;
import chat.gateway.v1.CoreFrame;
import chat.gateway.v1.Delivery;
import chat.gateway.v1.Detach;
import chat.gateway.v1.GatewayFrame;
import chat.gateway.v1.Heartbeat;
import chat.gateway.v1.Pull;
import chat.gateway.v1.Send;
import chat.gateway.v1.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class SessionsTest {
    private static final long ANN = 7;
    private static final long BOB = 8;

    private final InboxFixture.Shared shared = new InboxFixture.Shared(1).healthy();
    private final SessionFixture node = node("a", 1 << 20);
    private final SimulatedGateway gateway = SimulatedGateway.connect("g1", node);

    private SessionFixture node(String id, int maxQueuedBytes) {
        return new SessionFixture(
                id,
                shared,
                InboxFixture.config(64, 1_000),
                new SessionConfig(Duration.ofSeconds(120), Duration.ofSeconds(5), 100, maxQueuedBytes));
    }

    private List<CoreFrame> run() {
        node.inbox.thread.runAll();
        return gateway.take();
    }

    @Test
    void attach_newDevice_startsAtTheEndAndIsSentWhatFollows() {
        node.inbox.ownership.acquire(0);
        node.inbox.append(1, 10, ANN);
        run();
        gateway.attach(1, 50, ANN, 3, null);
        CoreFrame attached = run().get(0);
        assertThat(attached.getAttached().getCursor()).isEqualTo(1);
        assertThat(attached.getAttached().getLastPosition()).isEqualTo(1);

        node.inbox.append(1, 11, ANN, BOB);
        List<CoreFrame> frames = run();
        assertThat(frames).hasSize(1);
        Delivery delivery = frames.get(0).getDelivery();
        assertThat(InboxFixture.parse(delivery.getMessage()).getMessageId()).isEqualTo(11);
        assertThat(delivery.getTargetsList())
                .containsExactly(
                        Target.newBuilder().setSessionId(50).setPosition(2).build());
    }

    @Test
    void attach_newDeviceThatConfirmsNothing_comesBackToWhereItStarted() {
        node.inbox.ownership.acquire(0);
        node.inbox.append(1, 10, ANN);
        run();
        gateway.attach(1, 50, ANN, 3, null);
        run();
        detach(50);
        node.inbox.append(1, 11, ANN);
        gateway.attach(2, 51, ANN, 3, null);
        assertThat(run().get(0).getAttached().getCursor()).isEqualTo(1);
    }

    @Test
    void attach_cursorFromTheFuture_isRejected() {
        node.inbox.ownership.acquire(0);
        node.inbox.append(1, 10, ANN);
        gateway.attach(1, 50, ANN, 3, 2L);
        gateway.attach(2, 51, ANN, 3, -1L);
        assertThat(rejections(run()))
                .containsExactly(ErrorReason.ERROR_REASON_CURSOR_INVALID, ErrorReason.ERROR_REASON_CURSOR_INVALID);
    }

    @Test
    void attach_slotBeingRecovered_hasNoOwner() {
        node.inbox.ownership.claim(0);
        gateway.attach(1, 50, ANN, 3, null);
        assertThat(rejections(run())).containsExactly(ErrorReason.ERROR_REASON_NO_OWNER);
        node.inbox.ownership.serve(0);
        gateway.attach(2, 50, ANN, 3, null);
        assertThat(run().get(0).hasAttached()).isTrue();
    }

    @Test
    void attach_revokedDevice_isRejected() {
        node.inbox.ownership.acquire(0);
        node.tokens.revokedDevices.add(3L);
        gateway.attach(1, 50, ANN, 3, null);
        assertThat(rejections(run())).containsExactly(ErrorReason.ERROR_REASON_TOKEN_REVOKED);
    }

    @Test
    void attach_sameDeviceElsewhere_kicksTheOlderSession() {
        node.inbox.ownership.acquire(0);
        SimulatedGateway other = SimulatedGateway.connect("g2", node);
        gateway.attach(1, 50, ANN, 3, null);
        other.attach(1, 50, ANN, 3, null);
        List<CoreFrame> frames = run();
        assertThat(frames.get(1).getKick().getSessionId()).isEqualTo(50);
        assertThat(frames.get(1).getKick().getCloseCode()).isEqualTo(CloseCode.CLOSE_CODE_REPLACED_VALUE);
        node.inbox.append(1, 10, ANN);
        assertThat(run()).isEmpty();
        assertThat(other.take()).hasSize(2);
    }

    @Test
    void attach_sessionOpenedBeforeTheOneAttached_isKickedItself() {
        node.inbox.ownership.acquire(0);
        SimulatedGateway other = SimulatedGateway.connect("g2", node);
        gateway.send(attachOpened(50, 2_000));
        run();
        other.send(attachOpened(60, 1_000));
        assertThat(run()).isEmpty();
        assertThat(other.take().get(0).getKick().getSessionId()).isEqualTo(60);
    }

    private static GatewayFrame attachOpened(long session, long openedAt) {
        return GatewayFrame.newBuilder()
                .setAttach(SimulatedGateway.attachOf(1, session, ANN, 3, null).setOpenedAtMillis(openedAt))
                .build();
    }

    @Test
    void attach_sameSessionOverANewStream_isNotKicked() {
        node.inbox.ownership.acquire(0);
        gateway.attach(1, 50, ANN, 3, null);
        run();
        SimulatedGateway again = SimulatedGateway.connect("g1", node);
        again.attach(1, 50, ANN, 3, null);
        assertThat(run()).isEmpty();
        gateway.stream().end();
        node.inbox.append(1, 10, ANN);
        run();
        assertThat(again.take()).hasSize(2);
    }

    @Test
    void detach_whileTheInboxIsOpened_leavesNoSession() {
        InboxFixture.Shared slow = new InboxFixture.Shared(1);
        SessionFixture other = new SessionFixture("b", slow, InboxFixture.config(64, 1_000), SessionConfig.defaults());
        other.inbox.ownership.acquire(0);
        SimulatedGateway far = SimulatedGateway.connect("g1", other);
        far.attach(1, 50, ANN, 3, null);
        slow.thread().runAll();
        far.send(GatewayFrame.newBuilder()
                .setDetach(Detach.newBuilder().setSessionId(50))
                .build());
        slow.healthy();
        slow.thread().runAll();
        assertThat(other.metric("chat_sessions")).isZero();
        assertThat(far.take()).noneMatch(CoreFrame::hasAttached);
    }

    @Test
    void attach_storeDown_isRejectedInTime() {
        InboxFixture.Shared down = new InboxFixture.Shared(1);
        SessionFixture other = new SessionFixture("b", down, InboxFixture.config(64, 1_000), SessionConfig.defaults());
        other.inbox.ownership.acquire(0);
        SimulatedGateway far = SimulatedGateway.connect("g1", other);
        far.attach(1, 50, ANN, 3, null);
        down.thread().pass(6_000);
        assertThat(rejections(far.take())).containsExactly(ErrorReason.ERROR_REASON_STORE_UNAVAILABLE);
        down.healthy();
        down.thread().runAll();
        assertThat(other.metric("chat_sessions")).isZero();
    }

    @Test
    void append_groupMessage_isOneDeliveryForAllSessionsOfAStream() {
        node.inbox.ownership.acquire(0);
        Long[] users = new Long[50];
        for (int i = 0; i < users.length; i++) {
            users[i] = 100L + i;
            gateway.attach(i, 1_000 + i, users[i], 1, null);
        }
        run();
        node.inbox.append(1, 10, users);
        List<CoreFrame> frames = run();
        assertThat(frames).hasSize(1);
        assertThat(frames.get(0).getDelivery().getTargetsCount()).isEqualTo(50);
    }

    @Test
    void pull_pageByPage_givesEverythingAfterTheCursor() {
        node.inbox.ownership.acquire(0);
        for (long id = 1; id <= 250; id++) {
            node.inbox.append(1, id, ANN);
        }
        gateway.attach(1, 50, ANN, 3, 0L);
        run();
        List<Long> ids = new ArrayList<>();
        for (long after = 0; after < 250; ) {
            pull(50, after, 200);
            CoreFrame page = run().get(0);
            assertThat(page.getPage().getFirstPosition()).isEqualTo(after + 1);
            page.getPage()
                    .getMessagesList()
                    .forEach(message -> ids.add(InboxFixture.parse(message).getMessageId()));
            after += page.getPage().getMessagesCount();
        }
        assertThat(ids).hasSize(250).isSorted();
    }

    @Test
    void pull_unknownSession_asksForAnotherAttach() {
        node.inbox.ownership.acquire(0);
        pull(50, 0, 10);
        assertThat(rejections(run())).containsExactly(ErrorReason.ERROR_REASON_NO_OWNER);
    }

    @Test
    void confirm_movesTheStoredCursor() {
        node.inbox.ownership.acquire(0);
        node.inbox.append(1, 10, ANN);
        node.inbox.append(1, 11, ANN);
        gateway.attach(1, 50, ANN, 3, 0L);
        run();
        confirm(50, 2);
        node.inbox.thread.pass(3_000);
        detach(50);
        node.inbox.ownership.lose(0);
        node.inbox.ownership.acquire(0);
        gateway.attach(2, 51, ANN, 3, null);
        run();
        CompletableFuture<UserSessions> status = node.directory.sessions(ANN).toCompletableFuture();
        run();
        assertThat(status.join().devices().get(3L).cursor()).isEqualTo(2);
        assertThat(status.join().devices().get(3L).gatewayId()).isEqualTo("g1");
        assertThat(status.join().lastPosition()).isEqualTo(2);
    }

    @Test
    void confirm_beyondTheEnd_endsTheSession() {
        node.inbox.ownership.acquire(0);
        gateway.attach(1, 50, ANN, 3, null);
        run();
        confirm(50, 1);
        assertThat(run().get(0).getKick().getCloseCode()).isEqualTo(CloseCode.CLOSE_CODE_PROTOCOL_ERROR_VALUE);
        assertThat(node.metric("chat_sessions")).isZero();
    }

    @Test
    void lost_slot_releasesItsSessions() {
        node.inbox.ownership.acquire(0);
        gateway.attach(1, 50, ANN, 3, null);
        gateway.attach(2, 51, BOB, 4, null);
        run();
        node.inbox.ownership.lose(0);
        assertThat(run().get(0).getReleased().getSessionIdsList()).containsExactlyInAnyOrder(50L, 51L);
    }

    @Test
    void stream_notReady_keepsAnswersAndDropsDeliveriesButTellsTheEnd() {
        SessionFixture small = node("b", 2_000);
        small.inbox.ownership.acquire(0);
        SimulatedGateway slow = SimulatedGateway.connect("g9", small);
        slow.attach(1, 50, ANN, 3, null);
        run();
        slow.take();
        slow.ready = false;
        for (long id = 1; id <= 500; id++) {
            small.inbox.append(1, id, ANN);
            run();
        }
        assertThat(small.metric("chat_session_deliveries_dropped_total")).isGreaterThan(400);
        assertThat(slow.frames).isEmpty();

        slow.ready = true;
        slow.stream().write();
        run();
        List<Long> positions = slow.take().stream()
                .map(frame -> frame.getDelivery().getTargets(0).getPosition())
                .toList();
        assertThat(positions).isSorted().doesNotHaveDuplicates();
        assertThat(positions.get(positions.size() - 1)).isEqualTo(500);
    }

    @Test
    void stream_manyRequestsWhileNotRead_isNotReadFromAndLosesNoAnswer() {
        SessionFixture small = node("b", 2_000);
        small.inbox.ownership.acquire(0);
        SimulatedGateway slow = SimulatedGateway.connect("g9", small);
        slow.ready = false;
        int sent = 0;
        while (slow.reads > sent && sent < 10_000) {
            sent++;
            slow.send(GatewayFrame.newBuilder()
                    .setSend(Send.newBuilder().setRequestId(sent).setText("x"))
                    .build());
        }
        assertThat(sent).isLessThan(1_000);
        slow.ready = true;
        slow.stream().write();
        run();
        assertThat(slow.take()).hasSize(sent);
        assertThat(slow.reads).isEqualTo(sent + 1);
    }

    @Test
    void stream_tooManyOpenRequests_areRejected() {
        InboxFixture.Shared down = new InboxFixture.Shared(1);
        SessionFixture other = new SessionFixture(
                "b",
                down,
                InboxFixture.config(64, 1_000),
                new SessionConfig(Duration.ofSeconds(120), Duration.ofSeconds(5), 3, 1 << 20));
        other.inbox.ownership.acquire(0);
        SimulatedGateway far = SimulatedGateway.connect("g1", other);
        for (int i = 1; i <= 4; i++) {
            far.attach(i, i, 100 + i, 1, null);
        }
        down.thread().runAll();
        assertThat(rejections(far.take())).containsExactly(ErrorReason.ERROR_REASON_OVERLOADED);
        down.thread().pass(6_000);
        assertThat(far.take()).hasSize(3);
        far.attach(5, 5, 105, 1, null);
        down.thread().runAll();
        assertThat(far.take()).isEmpty(); // there is room again
    }

    @Test
    void stream_withoutRegister_isEnded() {
        SimulatedGateway silent = SimulatedGateway.silent("g1", node);
        silent.attach(1, 50, ANN, 3, null);
        run();
        assertThat(silent.failure).isNotNull();
    }

    @Test
    void send_isAnswered() {
        node.inbox.ownership.acquire(0);
        gateway.send(
                GatewayFrame.newBuilder()
                        .setSend(Send.newBuilder().setRequestId(1).setText("hello"))
                        .build(),
                GatewayFrame.newBuilder()
                        .setSend(Send.newBuilder().setRequestId(2))
                        .build());
        List<CoreFrame> frames = run();
        assertThat(frames.get(0).getSent().getRequestId()).isEqualTo(1);
        assertThat(frames.get(0).getSent().getMessageId()).isEqualTo(99);
        assertThat(rejections(frames)).containsExactly(ErrorReason.ERROR_REASON_TEXT_EMPTY);
    }

    @Test
    void sessions_notHeardOf_areReleased() {
        node.inbox.ownership.acquire(0);
        gateway.attach(1, 50, ANN, 3, null);
        gateway.attach(2, 51, BOB, 4, null);
        run();
        for (int i = 0; i < 20; i++) {
            node.inbox.thread.pass(10_000);
            gateway.send(GatewayFrame.newBuilder()
                    .setHeartbeat(Heartbeat.newBuilder().addSessionIds(51))
                    .build());
        }
        assertThat(run().get(0).getReleased().getSessionIdsList()).containsExactly(50L);
        assertThat(node.metric("chat_sessions")).isEqualTo(1);
    }

    @Test
    void closeOthers_endsAllButOne() {
        node.inbox.ownership.acquire(0);
        gateway.attach(1, 50, ANN, 3, null);
        gateway.attach(2, 51, ANN, 4, null);
        run();
        node.sessions.closeOthers(ANN, 3, CloseCode.CLOSE_CODE_LOGGED_OUT, "password changed");
        List<CoreFrame> frames = run();
        assertThat(frames).hasSize(1);
        assertThat(frames.get(0).getKick().getSessionId()).isEqualTo(51);
    }

    @Test
    void presence_flappingSession_staysOnlineAndWritesOnceAtMost() {
        node.inbox.ownership.acquire(0);
        for (int i = 0; i < 20; i++) {
            gateway.attach(i, 50 + i, ANN, 3, null);
            node.inbox.thread.pass(1_000);
            detach(50 + i);
            node.inbox.thread.pass(1_000);
            assertThat(node.presence.isOnline(ANN)).isTrue();
        }
        assertThat(node.presence.writes()).isLessThanOrEqualTo(1);
        node.inbox.thread.pass(31_000);
        assertThat(node.presence.isOnline(ANN)).isFalse();
        assertThat(node.presence.of(ANN).getLastActiveAtMillis()).isPositive();
        assertThat(node.presence.isOnline(BOB)).isFalse();
    }

    @Test
    void stream_ends_detachesItsSessions() {
        node.inbox.ownership.acquire(0);
        gateway.attach(1, 50, ANN, 3, null);
        run();
        gateway.stream().end();
        run();
        assertThat(node.metric("chat_sessions")).isZero();
        assertThat(node.presence.isOnline(ANN)).isTrue(); // for the grace period
    }

    private void detach(long session) {
        gateway.send(GatewayFrame.newBuilder()
                .setDetach(Detach.newBuilder().setSessionId(session))
                .build());
        node.inbox.thread.runAll();
    }

    private void confirm(long session, long position) {
        gateway.send(GatewayFrame.newBuilder()
                .setConfirm(Confirm.newBuilder().setSessionId(session).setPosition(position))
                .build());
    }

    private void pull(long session, long after, int limit) {
        gateway.send(GatewayFrame.newBuilder()
                .setPull(Pull.newBuilder()
                        .setRequestId(after + 1)
                        .setSessionId(session)
                        .setAfter(after)
                        .setLimit(limit))
                .build());
    }

    private static List<ErrorReason> rejections(List<CoreFrame> frames) {
        return frames.stream()
                .filter(CoreFrame::hasRejected)
                .map(frame -> frame.getRejected().getError().getReason())
                .toList();
    }
}
