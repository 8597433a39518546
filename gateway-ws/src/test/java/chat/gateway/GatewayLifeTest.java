package chat.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.client.v1.CloseCode;
import chat.client.v1.ServerFrame;
import chat.discovery.v1.Gateway;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slow, silent and dead clients, TLS, and the gateway's own end. */
class GatewayLifeTest {
    private static final long CHANNEL = 77;

    private final FakeCluster cluster = new FakeCluster();
    private FakeCore core;

    @BeforeEach
    void start() throws Exception {
        core = cluster.addCore("core-1");
        cluster.channel(CHANNEL, 1L, 2L);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void slowReader_othersUnharmed_catchesUpByPullsWithoutALoss() throws Exception {
        try (TestGateway gateway = new TestGateway(cluster);
                TestClient slow = TestClient.lazy(gateway.port());
                TestClient quick = TestClient.json(gateway.port()).open(1, 11, null)) {
            slow.hello(FakeCluster.token(2, 22), null);
            await().until(() -> core.sessionCount() == 2);
            fill(300, 60_000);
            await().atMost(Duration.ofSeconds(60)).until(() -> quick.positions().size() == 300);
            assertThat(gateway.metric("gateway_deliveries_total", "outcome", "dropped"))
                    .isPositive();
            slow.read();
            await().atMost(Duration.ofSeconds(60)).until(() -> slow.positions().size() == 300);
            assertThat(slow.positions())
                    .isEqualTo(LongStream.rangeClosed(1, 300).boxed().toList());
            assertThat(gateway.metric("gateway_pulls_total", "outcome", "OK")).isPositive();
        }
    }

    @Test
    void slowReader_neverReads_closed() throws Exception {
        try (TestGateway gateway = new TestGateway(cluster, "websocket.slow-reader-timeout=500ms");
                TestClient slow = TestClient.lazy(gateway.port())) {
            slow.hello(FakeCluster.token(2, 22), null);
            await().until(() -> core.sessionCount() == 1);
            fill(300, 60_000);
            await().until(() -> gateway.metric("gateway_closes_total", "code", "SLOW_READER") == 1);
            await().until(() -> core.sessionCount() == 0);
        }
    }

    @Test
    void silentClient_neitherPongNorFrame_closed() throws Exception {
        try (TestGateway gateway =
                        new TestGateway(cluster, "websocket.ping-interval=200ms", "websocket.idle-timeout=600ms");
                TestClient silent = TestClient.lazy(gateway.port());
                TestClient alive = TestClient.json(gateway.port()).open(1, 11, null)) {
            silent.hello(FakeCluster.token(2, 22), null);
            await().until(() -> gateway.metric("gateway_closes_total", "code", "IDLE") == 1);
            assertThat(alive.isClosed()).isFalse();
        }
    }

    @Test
    void noCore_helloIsRefusedAsRetryable() throws Exception {
        core.close();
        try (TestGateway gateway = new TestGateway(cluster, "core.send-deadline=300ms");
                TestClient client = TestClient.json(gateway.port())) {
            client.hello(FakeCluster.token(1, 11), null);
            assertThat(client.answer("hello").getError().getRetryable()).isTrue();
            assertThat(client.closeCode()).isEqualTo(CloseCode.CLOSE_CODE_UNAVAILABLE.getNumber());
        }
    }

    @Test
    void stop_everyClientIsSentElsewhere_itsSendsAnsweredFirst() throws Exception {
        core.gateways.add(Gateway.newBuilder()
                .setGatewayId("gateway-1")
                .setWebsocketUrl("ws://itself")
                .build());
        core.gateways.add(Gateway.newBuilder()
                .setGatewayId("gateway-2")
                .setWebsocketUrl("ws://other")
                .build());
        TestGateway gateway = new TestGateway(cluster, "drain.spread=400ms", "drain.timeout=10s");
        try (TestClient busy = TestClient.json(gateway.port()).open(1, 11, null);
                TestClient idle = TestClient.json(gateway.port()).open(2, 22, null);
                TestClient unknown = TestClient.json(gateway.port())) {
            cluster.disown();
            busy.text("s1", CHANNEL, "m1", "held while the gateway stops");
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(gateway::close);
            ServerFrame reconnect = idle.await(ServerFrame::hasReconnect);
            assertThat(reconnect.getReconnect().getDelayMillis()).isBetween(0L, 400L);
            assertThat(reconnect.getReconnect().getWebsocketUrl()).isEqualTo("ws://other");
            assertThat(idle.closeCode()).isEqualTo(CloseCode.CLOSE_CODE_RECONNECT.getNumber());
            assertThat(unknown.closeCode()).isEqualTo(CloseCode.CLOSE_CODE_RECONNECT.getNumber());
            busy.await(ServerFrame::hasReconnect);
            assertThat(busy.isClosed()).isFalse();
            cluster.own(core, true);
            assertThat(busy.answer("s1").hasAck()).isTrue();
            assertThat(busy.closeCode()).isEqualTo(CloseCode.CLOSE_CODE_RECONNECT.getNumber());
            stopped.join();
        }
    }

    @Test
    void stop_clientThatIsNeverAnswered_cutOffInBoundedTime() throws Exception {
        TestGateway gateway = new TestGateway(cluster, "drain.timeout=500ms");
        try (TestClient client = TestClient.json(gateway.port()).open(1, 11, null)) {
            core.mute = true;
            client.text("s1", CHANNEL, "m1", "never answered");
            await().until(() -> core.received.stream().anyMatch(frame -> frame.hasSend()));
            gateway.close();
            assertThat(client.closeCode()).isEqualTo(CloseCode.CLOSE_CODE_RECONNECT.getNumber());
        }
    }

    @Test
    void tls_secureSocket_works(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        Path certificate = pem(folder, "CERTIFICATE", keys.getCertificate("a").getEncoded());
        Path key = pem(
                folder,
                "PRIVATE KEY",
                keys.getKey("a", "changeit".toCharArray()).getEncoded());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("a", keys.getCertificate("a"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), new SecureRandom());
        HttpClient http = HttpClient.newBuilder().sslContext(tls).build();
        try (TestGateway gateway = new TestGateway(
                        cluster,
                        "tls.enabled=true",
                        "tls.certificate-file=" + certificate,
                        "tls.private-key-file=" + key);
                TestClient client = TestClient.of(http, "wss", gateway.port()).open(1, 11, null)) {
            client.text("s1", CHANNEL, "m1", "in secret");
            assertThat(client.answer("s1").hasAck()).isTrue();
            await().until(() -> client.positions().size() == 1);
        }
    }

    private static Path pem(Path folder, String what, byte[] der) throws Exception {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(
                folder.resolve(what.replace(' ', '-') + ".pem"),
                "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
    }

    private void fill(int count, int size) {
        for (int i = 0; i < count; i++) {
            cluster.send(9, 99, CHANNEL, "fill-" + System.nanoTime() + "-" + i, "x".repeat(size));
        }
    }
}
