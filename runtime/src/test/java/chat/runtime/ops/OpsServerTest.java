package chat.runtime.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OpsServerTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final Readiness readiness = new Readiness();
    private OpsServer server;

    @BeforeEach
    void start() throws IOException {
        server = OpsServer.start("127.0.0.1", 0, readiness);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void healthz_always_isOk() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/healthz").body()).isEqualTo("ok\n");
    }

    @Test
    void readyz_checkChanges_answerFollows() throws Exception {
        AtomicReference<Optional<String>> problem = new AtomicReference<>(Optional.of("session lost"));
        readiness.register("zookeeper", problem::get);
        readiness.register("cassandra", () -> true, "down");

        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body()).isEqualTo("cassandra: ok\nzookeeper: session lost\n");

        problem.set(Optional.empty());
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void readyz_checkThrows_isNotReadyAndSaysSo() throws Exception {
        readiness.register("odd", () -> {
            throw new IllegalStateException("boom");
        });

        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body())
                .contains("odd: the check itself failed")
                .contains("boom");
    }

    @Test
    void metrics_plainAndOpenMetrics_areNegotiated() throws Exception {
        HttpResponse<String> plain = get("/metrics");
        HttpResponse<String> open = client.send(
                request("/metrics")
                        .header("Accept", "application/openmetrics-text; version=1.0.0")
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(plain.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        assertThat(plain.body()).contains("jvm_threads_current", "build_info{version=\"");
        assertThat(open.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text"));
        assertThat(open.body()).endsWith("# EOF\n");
    }

    @Test
    void otherPathsAndMethods_areRefused() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/metrics/x").statusCode()).isEqualTo(404);
        HttpResponse<String> post = client.send(
                request("/healthz")
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(post.statusCode()).isEqualTo(405);
        HttpResponse<String> head = client.send(
                request("/healthz")
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(head.statusCode()).isEqualTo(200);
    }

    @Test
    void silentAndGarbagePeers_othersAreServed() throws Exception {
        try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.port());
                Socket garbage = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            garbage.getOutputStream().write("\u0000PRI * HTTP/2.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            garbage.getOutputStream().flush();
            assertThat(get("/healthz").statusCode()).isEqualTo(200);
            assertThat(silent.isConnected()).isTrue();
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + server.address() + path));
    }
}
