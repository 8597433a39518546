package chat.runtime.ops;

import chat.runtime.process.BuildInfo;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import io.prometheus.client.exporter.common.TextFormat;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code /healthz} (200 while the process answers at all), {@code /readyz} (200 or 503, one line a check) and {@code
 * /metrics} (Prometheus text, or OpenMetrics when asked for). Has no authentication: bind it where only operations can reach it.
 */
public final class OpsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpsServer.class);
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final int THREADS = 4;

    static {
        // seconds a peer may take to send its request and to take the answer; read when the first server is made
        setIfAbsent("sun.net.httpserver.maxReqTime", "10");
        setIfAbsent("sun.net.httpserver.maxRspTime", "30");
        setIfAbsent("sun.net.httpserver.maxConnections", "256");
    }

    private final HttpServer server;
    private final ExecutorService threads;

    private OpsServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /** Starts it with the process-wide registry; port 0 takes a free one. */
    public static OpsServer start(String host, int port, Readiness readiness) throws IOException {
        DefaultExports.initialize();
        BuildMetric.register(CollectorRegistry.defaultRegistry);
        return start(host, port, readiness, CollectorRegistry.defaultRegistry);
    }

    static OpsServer start(String host, int port, Readiness readiness, CollectorRegistry registry) throws IOException {
        HttpServer server = bind(new InetSocketAddress(host, port));
        AtomicInteger count = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "ops-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", OpsServer::notFound);
        server.createContext("/healthz", exchange -> get(exchange, "/healthz", () -> new Answer(200, TEXT, "ok\n")));
        server.createContext("/readyz", exchange -> get(exchange, "/readyz", () -> ready(readiness)));
        server.createContext("/metrics", exchange -> get(exchange, "/metrics", () -> metrics(exchange, registry)));
        server.start();
        OpsServer ops = new OpsServer(server, threads);
        LOG.info("health and metrics on http://{}", ops.address());
        return ops;
    }

    /** Where it listens, {@code host:port}. */
    public String address() {
        InetSocketAddress bound = server.getAddress();
        String host = bound.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + bound.getPort();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private record Answer(int status, String contentType, String body) {}

    private interface Handler {
        Answer answer() throws IOException;
    }

    private static HttpServer bind(InetSocketAddress address) throws IOException {
        try {
            return HttpServer.create(address, 0);
        } catch (IOException taken) {
            throw new IOException(
                    "cannot listen on " + address + " for health and metrics: " + taken.getMessage(), taken);
        }
    }

    private static Answer ready(Readiness readiness) {
        Readiness.Report report = readiness.report();
        return new Answer(report.ready() ? 200 : 503, TEXT, String.join("\n", report.lines()) + "\n");
    }

    private static Answer metrics(HttpExchange exchange, CollectorRegistry registry) throws IOException {
        String type = TextFormat.chooseContentType(exchange.getRequestHeaders().getFirst("Accept"));
        StringWriter text = new StringWriter();
        TextFormat.writeFormat(type, text, registry.metricFamilySamples());
        return new Answer(200, type, text.toString());
    }

    private static void notFound(HttpExchange exchange) throws IOException {
        send(exchange, new Answer(404, TEXT, "here are /healthz, /readyz and /metrics\n"));
    }

    private static void get(HttpExchange exchange, String path, Handler handler) throws IOException {
        if (!exchange.getRequestURI().getPath().equals(path)) {
            notFound(exchange);
            return;
        }
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            send(exchange, new Answer(405, TEXT, "GET or HEAD only\n"));
            return;
        }
        Answer answer;
        try {
            answer = handler.answer();
        } catch (RuntimeException failed) {
            LOG.atError()
                    .addKeyValue("event", "ops.request.failed")
                    .setCause(failed)
                    .log("{} failed", path);
            answer = new Answer(500, TEXT, "failed, see the log\n");
        }
        send(exchange, answer);
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        boolean head = exchange.getRequestMethod().equals("HEAD");
        try (exchange) {
            exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
            if (!head) {
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(body);
                }
            }
        }
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** {@code build_info{version,commit} 1}, once a registry. */
    private static final class BuildMetric {
        private static boolean registered;

        static synchronized void register(CollectorRegistry registry) {
            if (!registered) {
                BuildInfo build = BuildInfo.current();
                Gauge.build("build_info", "What was built; always 1.")
                        .labelNames("version", "commit")
                        .register(registry)
                        .labels(build.version(), build.commit())
                        .set(1);
                registered = true;
            }
        }
    }
}
