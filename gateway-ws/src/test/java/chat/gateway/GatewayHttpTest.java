package chat.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.discovery.v1.Gateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP half, by real requests and by what is none. */
class GatewayHttpTest {
    private final FakeCluster cluster = new FakeCluster();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private FakeCore core;
    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        core = cluster.addCore("core-1");
        gateway = new TestGateway(
                cluster,
                "http.request-timeout=700ms",
                "http.max-body-bytes=2KiB",
                "http.allowed-origins=[\"https://chat.example.org\"]",
                "http.trusted-proxies=[\"127.0.0.1\", \"::1\"]",
                "http.logins-per-minute=6",
                "capacity=2");
    }

    @AfterEach
    void stop() {
        gateway.close();
        cluster.close();
    }

    @Test
    void signUp_createdOrNamed() throws Exception {
        HttpResponse<String> created = post("/v1/accounts", "{\"username\":\"alice\",\"password\":\"12345678\"}");
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.body()).isEqualTo("{\"profile\":{\"userId\":\"1\",\"username\":\"alice\"}}");
        HttpResponse<String> taken = post("/v1/accounts", "{\"username\":\"taken\"}");
        assertThat(taken.statusCode()).isEqualTo(409);
        assertThat(taken.body())
                .contains("\"reason\":\"USERNAME_TAKEN\"", "\"retryable\":false", "\"retryAfterMillis\":0")
                .contains("\"requestId\":\""
                        + taken.headers().firstValue("x-request-id").orElseThrow() + "\"");
    }

    @Test
    void login_answersWithTokensAndGateways() throws Exception {
        core.gateways.add(Gateway.newBuilder()
                .setGatewayId("gateway-2")
                .setRegion("us")
                .setWebsocketUrl("ws://example.org/v1/ws")
                .setLoad(0.5)
                .build());
        HttpResponse<String> answer = post("/v1/login", "{\"username\":\"alice\",\"password\":\"right\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("{\"tokens\":{\"accessToken\":\"")
                .endsWith(
                        ",\"gateways\":[{\"gatewayId\":\"gateway-2\",\"region\":\"us\",\"websocketUrl\":\"ws://example.org/v1/ws\",\"load\":0.5}]}");
        assertThat(get("/v1/gateways?region=us").body()).startsWith("{\"gateways\":[{");
        assertThat(post("/v1/login", "{\"password\":\"wrong\"}").statusCode()).isEqualTo(401);
    }

    @Test
    void login_moreThanTheLimitFromOneAddress_named_othersGoOn() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(login("203.0.113.1").statusCode()).isEqualTo(200);
        }
        HttpResponse<String> limited = login("203.0.113.1");
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.body()).contains("RATE_LIMITED", "\"retryable\":true");
        assertThat(limited.headers().firstValueAsLong("retry-after").orElseThrow())
                .isBetween(1L, 10L);
        assertThat(login("203.0.113.2").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> login(String address) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri("/v1/login"))
                        .header("x-forwarded-for", address)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"password\":\"right\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json                   | 400 | FRAME_MALFORMED",
                "[]                         | 400 | FRAME_MALFORMED",
                "{\"username\":1}           | 400 | FIELD_INVALID",
                "{\"user\":\"x\"}           | 400 | FRAME_UNKNOWN",
                "{\"username\":\"\\ud800\"} | 400 | TEXT_INVALID",
                "{\"username\":\"a\",\"username\":\"b\"} | 400 | FRAME_MALFORMED",
            })
    void post_badBody_named(String body, int status, String reason) throws Exception {
        HttpResponse<String> answer = post("/v1/accounts", body);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("\"reason\":\"" + reason + "\"");
    }

    @Test
    void post_bodyTooLarge_named() throws Exception {
        HttpResponse<String> answer = post("/v1/accounts", "{\"username\":\"" + "x".repeat(3_000) + "\"}");
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("FRAME_TOO_LARGE");
    }

    @Test
    void paths_unknownAndWrongVerb_named() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/v1/nothing").body()).contains("UNKNOWN_METHOD");
        assertThat(get("/v1/login").statusCode()).isEqualTo(405);
        assertThat(raw("GET /v1/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(get("/v1/gateways?nonsense=1").body()).contains("FRAME_UNKNOWN");
        assertThat(get("/v1/ws").statusCode()).isEqualTo(426);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/ws?access_token=x",
                "/v1/ws?token=x",
                "/v1/gateways?Access_Token=x",
                "/v1/profile?refreshToken=x"
            })
    void anyPath_tokenInTheUrl_refusedByName(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("FIELD_INVALID", "a token must not be in a URL");
    }

    @Test
    void origin_notAllowed_refused_allowedOneMayRead() throws Exception {
        HttpResponse<String> evil = http.send(
                HttpRequest.newBuilder(uri("/v1/gateways"))
                        .header("origin", "https://evil.example.org")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(evil.statusCode()).isEqualTo(403);
        assertThat(evil.body()).contains("ORIGIN_NOT_ALLOWED");
        assertThat(evil.headers().firstValue("access-control-allow-origin")).isEmpty();
        HttpResponse<String> good = http.send(
                HttpRequest.newBuilder(uri("/v1/gateways"))
                        .header("origin", "https://chat.example.org")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(good.statusCode()).isEqualTo(200);
        assertThat(good.headers().firstValue("access-control-allow-origin")).contains("https://chat.example.org");
        assertThatThrownBy(() -> http.newWebSocketBuilder()
                        .header("origin", "https://evil.example.org")
                        .subprotocols("chat.v1.json")
                        .buildAsync(
                                URI.create("ws://localhost:" + gateway.port() + "/v1/ws"),
                                new java.net.http.WebSocket.Listener() {})
                        .join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        thrown -> assertThat(thrown.getResponse().statusCode()).isEqualTo(403));
    }

    @Test
    void upgrade_noSubprotocolOfOurs_named() throws Exception {
        assertThat(raw(upgrade("Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")))
                .startsWith("HTTP/1.1 400 ")
                .contains("FIELD_MISSING", "chat.v1.protobuf, chat.v1.json");
    }

    @Test
    void upgrade_draftVersionOrNoKey_named() throws Exception {
        assertThat(raw(upgrade("Sec-WebSocket-Protocol: chat.v1.json", "Sec-WebSocket-Version: 99")))
                .startsWith("HTTP/1.1 400 ");
        assertThat(raw(upgrade("Sec-WebSocket-Protocol: chat.v1.json", "Sec-WebSocket-Version: 13")))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void upgrade_gatewayFull_named() throws Exception {
        try (TestClient one = TestClient.json(gateway.port());
                TestClient two = TestClient.json(gateway.port())) {
            assertThat(raw(upgrade(
                            "Sec-WebSocket-Protocol: chat.v1.json",
                            "Sec-WebSocket-Version: 13",
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("OVERLOADED");
            assertThat(one.isClosed() || two.isClosed()).isFalse();
        }
    }

    private static String upgrade(String... headers) {
        List<String> lines =
                new ArrayList<>(List.of("GET /v1/ws HTTP/1.1", "Host: x", "Connection: Upgrade", "Upgrade: websocket"));
        lines.addAll(List.of(headers));
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "nonsense\r\n\r\n",
                "\u0000\u0001\u0002\u0003\r\n\r\n",
                "GET /v1/ws HTTP/9.9\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n",
            })
    void garbage_answeredOrHungUpOn_othersGoOn(String bytes) throws Exception {
        assertThat(raw(bytes)).matches("(?s)|HTTP/1.1 (400|408) .*");
        assertThat(get("/v1/gateways").statusCode()).isEqualTo(200);
    }

    @Test
    void headersTooLong_named() throws Exception {
        assertThat(raw("GET /v1/gateways HTTP/1.1\r\nHost: x\r\nx: " + "y".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void halfOpenSocket_neverSendsAByte_hungUpOn() throws Exception {
        assertThat(raw("")).startsWith("HTTP/1.1 408 ").contains("\"reason\":\"TIMEOUT\"");
    }

    @Test
    void slowRequest_dribblesHeadersForEver_hungUpOn() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            OutputStream out = socket.getOutputStream();
            out.write("GET /v1/gateways HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(20);
            StringBuilder answer = new StringBuilder();
            byte[] buffer = new byte[4096];
            while (answer.indexOf("408") < 0) {
                try {
                    out.write("x: y\r\n".getBytes(StandardCharsets.US_ASCII));
                    int count = socket.getInputStream().read(buffer);
                    if (count < 0) {
                        break;
                    }
                    answer.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
                } catch (java.net.SocketTimeoutException nothingYet) {
                    // on with the next byte
                } catch (SocketException hungUp) {
                    break;
                }
            }
        }
        assertThat(get("/v1/gateways").statusCode()).isEqualTo(200);
    }

    @Test
    void requestId_given_comesBack() throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(uri("/v1/gateways"))
                        .header("x-request-id", "mine-1")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.headers().firstValue("x-request-id")).contains("mine-1");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri(path))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + gateway.port() + path);
    }

    /** Sends bytes and reads until the gateway hangs up. */
    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.setSoTimeout(15_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[4096];
            try {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    answer.write(buffer, 0, count);
                }
            } catch (SocketException reset) {
                // hung up without ceremony
            }
            return answer.toString(StandardCharsets.UTF_8);
        }
    }
}
