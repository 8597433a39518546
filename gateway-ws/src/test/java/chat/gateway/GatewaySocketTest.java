package chat.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.account.v1.GetProfileRequest;
import chat.client.v1.ClientFrame;
import chat.client.v1.CloseCode;
import chat.client.v1.Confirm;
import chat.client.v1.Hello;
import chat.client.v1.ServerFrame;
import chat.client.v1.Sync;
import chat.error.v1.ErrorReason;
import chat.gateway.v1.GatewayFrame;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real sockets on one side, real gRPC on the other. */
class GatewaySocketTest {
    private static final long CHANNEL = 77;

    private final FakeCluster cluster = new FakeCluster();
    private FakeCore first;
    private FakeCore second;
    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        first = cluster.addCore("core-1");
        second = cluster.addCore("core-2");
        cluster.channel(CHANNEL, 1L, 2L);
        gateway = new TestGateway(cluster, "core.send-deadline=5s");
    }

    @AfterEach
    void stop() {
        gateway.close();
        cluster.close();
    }

    @Test
    void send_twoUsersOnBothSubprotocols_ackedAndDeliveredToBoth() {
        try (TestClient alice = TestClient.json(gateway.port()).open(1, 11, null);
                TestClient bob = TestClient.protobuf(gateway.port()).open(2, 22, null)) {
            alice.text("s1", CHANNEL, "m1", "hello \uD83D\uDE00 <&> \"quoted\"");

            long messageId = alice.answer("s1").getAck().getMessageId();
            assertThat(messageId).isPositive();
            for (TestClient client : List.of(alice, bob)) {
                ServerFrame event = client.await(ServerFrame::hasEvent);
                assertThat(event.getEvent().getPosition()).isEqualTo(1);
                assertThat(event.getEvent().getMessage().getMessageId()).isEqualTo(messageId);
                assertThat(event.getEvent().getMessage().getText()).isEqualTo("hello \uD83D\uDE00 <&> \"quoted\"");
            }
            assertThat(bob.frames().get(0).hasWelcome()).isTrue();
            assertThat(gateway.metric("gateway_sessions")).isEqualTo(2);
        }
        await().until(() -> gateway.metric("gateway_sessions") == 0);
        await().until(() -> first.sessionCount() == 0);
    }

    @Test
    void hello_cursorBehind_entriesInBetweenFollow() {
        fill(250);
        try (TestClient client = TestClient.json(gateway.port()).open(2, 22, 10L)) {
            assertThat(client.frames().get(0).getWelcome().getCursor()).isEqualTo(10);
            assertThat(client.frames().get(0).getWelcome().getLastPosition()).isEqualTo(250);
            await().until(() -> client.positions().size() == 240);
            assertThat(client.positions())
                    .isEqualTo(LongStream.rangeClosed(11, 250).boxed().toList());
        }
    }

    @Test
    void hello_cursorExpired_resetThenTheRest() {
        fill(30);
        cluster.expire(2, 20);
        try (TestClient client = TestClient.json(gateway.port()).open(2, 22, 5L)) {
            await().until(() -> client.positions().size() == 10);
            assertThat(client.await(ServerFrame::hasReset).getReset().getCursor())
                    .isEqualTo(20);
            assertThat(client.positions())
                    .isEqualTo(LongStream.rangeClosed(21, 30).boxed().toList());
        }
    }

    @Test
    void hello_cursorFromTheFuture_namedAndAnotherHelloIsHeard() {
        try (TestClient client = TestClient.json(gateway.port())) {
            client.hello(FakeCluster.token(1, 11), 99L);
            assertThat(client.answer("hello").getError().getReason())
                    .isEqualTo(ErrorReason.ERROR_REASON_CURSOR_INVALID);
            client.open(1, 11, 0L);
        }
    }

    @Test
    void hello_badTokens_namedAndClosed() {
        assertRefused("expired", ErrorReason.ERROR_REASON_TOKEN_EXPIRED, CloseCode.CLOSE_CODE_TOKEN_REJECTED);
        assertRefused("forged", ErrorReason.ERROR_REASON_TOKEN_INVALID, CloseCode.CLOSE_CODE_TOKEN_REJECTED);
        assertRefused("revoked", ErrorReason.ERROR_REASON_TOKEN_REVOKED, CloseCode.CLOSE_CODE_TOKEN_REJECTED);
        assertRefused("deleted", ErrorReason.ERROR_REASON_ACCOUNT_DELETED, CloseCode.CLOSE_CODE_ACCOUNT_DELETED);
    }

    private void assertRefused(String signature, ErrorReason reason, CloseCode code) {
        try (TestClient client = TestClient.json(gateway.port())) {
            client.hello(FakeCluster.token(1, 11, signature), null);
            assertThat(client.answer("hello").getError().getReason()).isEqualTo(reason);
            assertThat(client.closeCode()).isEqualTo(code.getNumber());
        }
    }

    @Test
    void hello_notAToken_named() {
        try (TestClient client = TestClient.json(gateway.port())) {
            client.hello("nonsense", null);
            assertThat(client.answer("hello").getError().getReason()).isEqualTo(ErrorReason.ERROR_REASON_TOKEN_INVALID);
        }
    }

    @Test
    void hello_againOnAnOpenSession_replacesTheTokenOfTheSameDeviceOnly() {
        try (TestClient client = TestClient.json(gateway.port()).open(1, 11, null)) {
            client.send(ClientFrame.newBuilder()
                    .setRequestId("again")
                    .setHello(Hello.newBuilder().setAccessToken(FakeCluster.token(1, 11)))
                    .build());
            assertThat(client.answer("again").hasWelcome()).isTrue();
            client.send(ClientFrame.newBuilder()
                    .setRequestId("other")
                    .setHello(Hello.newBuilder().setAccessToken(FakeCluster.token(1, 12)))
                    .build());
            assertThat(client.answer("other").getError().getReason()).isEqualTo(ErrorReason.ERROR_REASON_TOKEN_INVALID);
        }
    }

    @Test
    void deliveries_lostAndOvertaken_pulledInOrderWithoutRepeats() {
        try (TestClient client = TestClient.json(gateway.port()).open(2, 22, null)) {
            cluster.losesDeliveries = true;
            fill(7);
            cluster.losesDeliveries = false;
            cluster.push(2, 7, cluster.entry(2, 7));
            cluster.push(2, 3, cluster.entry(2, 3));
            await().until(() -> client.positions().size() == 7);
            fill(3);
            await().until(() -> client.positions().size() == 10);
            cluster.push(2, 4, cluster.entry(2, 4));
            fill(1);
            await().until(() -> client.positions().size() == 11);
            assertThat(client.positions())
                    .isEqualTo(LongStream.rangeClosed(1, 11).boxed().toList());
        }
    }

    @Test
    void send_mapIsBehind_followsTheOwnerThatTheCoreNames() {
        try (TestClient client = TestClient.json(gateway.port()).open(1, 11, null)) {
            cluster.own(second, CHANNEL);
            client.text("s1", CHANNEL, "m1", "one");
            assertThat(client.answer("s1").hasAck()).isTrue();
            assertThat(second.received.stream().filter(GatewayFrame::hasSend)).hasSize(1);
        }
    }

    @Test
    void send_nobodyOwnsTheChannelForAWhile_heldAndKeptInOrder() {
        try (TestClient client = TestClient.json(gateway.port()).open(1, 11, null)) {
            cluster.disown();
            for (int i = 0; i < 20; i++) {
                client.text("s" + i, CHANNEL, "m" + i, "text " + i);
            }
            await().until(() ->
                    first.received.stream().filter(GatewayFrame::hasSend).count() > 2);
            cluster.own(second, true);
            IntStream.range(0, 20)
                    .forEach(i -> assertThat(client.answer("s" + i).hasAck()).isTrue());
            await().until(() -> client.positions().size() == 20);
            assertThat(client.frames().stream()
                            .filter(ServerFrame::hasEvent)
                            .map(frame -> frame.getEvent().getMessage().getText()))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 20).mapToObj(i -> "text " + i).toList());
        }
    }

    @Test
    void send_coreNeverAnswers_timeoutAndTheNextOneIsNotStuck() {
        try (TestClient client = TestClient.json(gateway.port()).open(1, 11, null)) {
            first.mute = true;
            client.text("s1", CHANNEL, "m1", "one");
            assertThat(client.answer("s1").getError().getReason()).isEqualTo(ErrorReason.ERROR_REASON_TIMEOUT);
            assertThat(client.answer("s1").getError().getRetryable()).isTrue();
            first.mute = false;
            client.text("s2", CHANNEL, "m2", "two");
            assertThat(client.answer("s2").hasAck()).isTrue();
        }
    }

    @Test
    void send_refused_reasonReachesTheClientAndTheSessionLives() {
        try (TestClient client = TestClient.json(gateway.port()).open(1, 11, null)) {
            first.refusal = ErrorReason.ERROR_REASON_TEXT_TOO_LONG;
            client.text("s1", CHANNEL, "m1", "one");
            assertThat(client.answer("s1").getError().getReason()).isEqualTo(ErrorReason.ERROR_REASON_TEXT_TOO_LONG);
            first.refusal = null;
            client.text("s2", CHANNEL, "m2", "two");
            assertThat(client.answer("s2").hasAck()).isTrue();
        }
    }

    @Test
    void streamBreaks_sessionsAttachAnewFromWhereTheSocketIs_nothingLost() {
        try (TestClient client = TestClient.json(gateway.port()).open(2, 22, null)) {
            fill(5);
            await().until(() -> client.positions().size() == 5);
            cluster.losesDeliveries = true;
            fill(5);
            cluster.losesDeliveries = false;
            first.breakStreams();
            await().until(() -> client.positions().size() == 10);
            assertThat(first.received.stream().filter(GatewayFrame::hasAttach).map(frame -> frame.getAttach()
                            .getCursor()))
                    .endsWith(5L);
            fill(1);
            await().until(() -> client.positions().size() == 11);
            assertThat(client.isClosed()).isFalse();
        }
    }

    @Test
    void ownerMoves_sessionsFollow_nothingLost() {
        try (TestClient client = TestClient.json(gateway.port()).open(2, 22, null)) {
            fill(2);
            await().until(() -> client.positions().size() == 2);
            cluster.own(second, false);
            first.release();
            fill(3);
            cluster.cores().forEach(FakeCore::tellRoutes);
            await().until(() -> second.sessionCount() == 1);
            await().until(() -> client.positions().size() == 5);
            fill(1);
            await().until(() -> client.positions().size() == 6);
            assertThat(client.isClosed()).isFalse();
        }
    }

    @Test
    void coreIsGone_allGoesOnWithTheOther() {
        try (TestClient client = TestClient.json(gateway.port()).open(1, 11, null)) {
            cluster.own(second, false);
            first.close();
            second.tellRoutes();
            client.text("s1", CHANNEL, "m1", "after the crash");
            assertThat(client.answer("s1").hasAck()).isTrue();
            await().until(() -> client.positions().size() == 1);
        }
    }

    @Test
    void sameDeviceConnectsAgain_theOlderIsReplaced_otherDevicesStay() {
        try (TestClient older = TestClient.json(gateway.port()).open(1, 11, null);
                TestClient other = TestClient.json(gateway.port()).open(1, 12, null);
                TestClient newer = TestClient.json(gateway.port()).open(1, 11, null)) {
            assertThat(older.closeCode()).isEqualTo(CloseCode.CLOSE_CODE_REPLACED.getNumber());
            fill(1);
            await().until(() ->
                    other.positions().size() == 1 && newer.positions().size() == 1);
        }
    }

    @Test
    void kick_closesWithItsCode() {
        try (TestClient client = TestClient.json(gateway.port()).open(1, 11, null)) {
            first.kick(1, CloseCode.CLOSE_CODE_LOGGED_OUT);
            assertThat(client.closeCode()).isEqualTo(CloseCode.CLOSE_CODE_LOGGED_OUT.getNumber());
        }
    }

    @Test
    void confirm_reachesTheCore_beyondTheEndRefused() {
        try (TestClient client = TestClient.json(gateway.port()).open(2, 22, null)) {
            fill(3);
            await().until(() -> client.positions().size() == 3);
            client.send(ClientFrame.newBuilder()
                    .setConfirm(Confirm.newBuilder().setPosition(3))
                    .build());
            await().until(() -> first.confirmed() == 3);
            client.send(ClientFrame.newBuilder()
                    .setRequestId("c")
                    .setConfirm(Confirm.newBuilder().setPosition(4))
                    .build());
            assertThat(client.answer("c").getError().getReason()).isEqualTo(ErrorReason.ERROR_REASON_CURSOR_INVALID);
        }
    }

    @Test
    void sync_stepsBack_eventsAgain() {
        try (TestClient client = TestClient.json(gateway.port()).open(2, 22, null)) {
            fill(3);
            await().until(() -> client.positions().size() == 3);
            client.send(ClientFrame.newBuilder()
                    .setSync(Sync.newBuilder().setAfter(1))
                    .build());
            await().until(() -> client.positions().equals(List.of(1L, 2L, 3L, 2L, 3L)));
        }
    }

    @Test
    void call_answeredUnderItsRequestId() {
        try (TestClient client = TestClient.json(gateway.port()).open(1, 11, null)) {
            client.send(ClientFrame.newBuilder()
                    .setRequestId("p")
                    .setGetProfile(GetProfileRequest.newBuilder().setUserId(5))
                    .build());
            assertThat(client.answer("p").getGetProfile().getProfile().getUsername())
                    .isEqualTo("user-5");
            client.raw("{\"requestId\":\"x\",\"listChannels\":{}}");
            assertThat(client.answer("x").getError().getReason()).isEqualTo(ErrorReason.ERROR_REASON_UNKNOWN_METHOD);
        }
    }

    @Test
    void largeFrames_onlyOnceTheClientIsKnown() {
        String text = "\uD83D\uDE00".repeat(99_999);
        try (TestClient known = TestClient.json(gateway.port()).open(1, 11, null);
                TestClient stranger = TestClient.json(gateway.port())) {
            known.text("s1", CHANNEL, "m1", text);
            assertThat(known.answer("s1").hasAck()).isTrue();
            assertThat(known.await(ServerFrame::hasEvent)
                            .getEvent()
                            .getMessage()
                            .getText())
                    .isEqualTo(text);
            stranger.text("s1", CHANNEL, "m1", text);
            assertThat(stranger.await(ServerFrame::hasError).getError().getReason())
                    .isEqualTo(ErrorReason.ERROR_REASON_FRAME_TOO_LARGE);
            assertThat(stranger.closeCode()).isEqualTo(CloseCode.CLOSE_CODE_FRAME_TOO_LARGE.getNumber());
        }
    }

    @Test
    void frameOf10Megabytes_namedAndClosed_othersGoOn() {
        try (TestClient client = TestClient.json(gateway.port()).open(1, 11, null);
                TestClient other = TestClient.json(gateway.port()).open(2, 22, null)) {
            client.flood("x".repeat(10 << 20));
            assertThat(client.await(ServerFrame::hasError).getError().getReason())
                    .isEqualTo(ErrorReason.ERROR_REASON_FRAME_TOO_LARGE);
            assertThat(client.closeCode()).isEqualTo(CloseCode.CLOSE_CODE_FRAME_TOO_LARGE.getNumber());
            other.text("s1", CHANNEL, "m1", "still here");
            assertThat(other.answer("s1").hasAck()).isTrue();
        }
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            cluster.send(9, 99, CHANNEL, "fill-" + System.nanoTime() + "-" + i, "entry");
        }
    }
}
