package chat.gateway.metrics;

import chat.client.v1.CloseCode;
import chat.error.v1.ErrorReason;
import chat.runtime.error.Errors;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;

/** The gateway's metrics, all with the prefix {@code gateway_}. Any thread. */
public final class GatewayMetrics {
    private final Gauge sessions;
    private final Gauge connections;
    private final Counter connects;
    private final Counter closes;
    private final Counter frames;
    private final Counter frameBytes;
    private final Counter requests;
    private final Histogram sendSeconds;
    private final Counter deliveries;
    private final Counter pulls;
    private final Gauge linkUp;
    private final Gauge linkQueue;
    private final Gauge heldSends;
    private final Counter httpRequests;
    private final Counter refusedConnections;

    public GatewayMetrics(CollectorRegistry registry) {
        sessions = Gauge.build("gateway_sessions", "Authenticated WebSocket sessions.")
                .register(registry);
        connections =
                Gauge.build("gateway_connections", "Open TCP connections.").register(registry);
        connects = Counter.build("gateway_connects_total", "WebSocket upgrades by subprotocol.")
                .labelNames("subprotocol")
                .register(registry);
        closes = Counter.build(
                        "gateway_closes_total",
                        "WebSockets closed, by close code; CLIENT: by the client, LOST: without a close.")
                .labelNames("code")
                .register(registry);
        frames = Counter.build("gateway_frames_total", "WebSocket data frames by direction, in or out.")
                .labelNames("direction")
                .register(registry);
        frameBytes = Counter.build(
                        "gateway_frame_bytes_total", "Payload of WebSocket data frames by direction, in or out.")
                .labelNames("direction")
                .register(registry);
        requests = Counter.build(
                        "gateway_requests_total", "Client frames by type and outcome: OK or the error's reason.")
                .labelNames("type", "outcome")
                .register(registry);
        sendSeconds = Histogram.build("gateway_send_seconds", "From a send's frame to its ack.")
                .buckets(.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10)
                .register(registry);
        deliveries = Counter.build(
                        "gateway_deliveries_total",
                        "Inbox entries: written, dropped (to be pulled), or repeated (already written).")
                .labelNames("outcome")
                .register(registry);
        pulls = Counter.build(
                        "gateway_pulls_total",
                        "Pulls of entries that were missed, by outcome: OK or the error's reason.")
                .labelNames("outcome")
                .register(registry);
        linkUp = Gauge.build("gateway_core_link_up", "1 when the stream to a core is up.")
                .labelNames("core")
                .register(registry);
        linkQueue = Gauge.build("gateway_core_link_queue", "Frames waiting for a core to take them.")
                .labelNames("core")
                .register(registry);
        heldSends = Gauge.build("gateway_held_sends", "Sends in flight or held until their channel has an owner.")
                .register(registry);
        httpRequests = Counter.build("gateway_http_requests_total", "HTTP requests by route and status.")
                .labelNames("route", "status")
                .register(registry);
        refusedConnections = Counter.build(
                        "gateway_refused_connections_total", "Connections closed at once: the gateway is full.")
                .register(registry);
    }

    public void connectionOpened() {
        connections.inc();
    }

    public void connectionClosed() {
        connections.dec();
    }

    public void connectionRefused() {
        refusedConnections.inc();
    }

    public void connected(String subprotocol) {
        connects.labels(subprotocol).inc();
    }

    public void sessionOpened() {
        sessions.inc();
    }

    public void sessionClosed() {
        sessions.dec();
    }

    public void closed(CloseCode code) {
        closes.labels(code.name().substring("CLOSE_CODE_".length())).inc();
    }

    public void closedByClient() {
        closes.labels("CLIENT").inc();
    }

    public void lost() {
        closes.labels("LOST").inc();
    }

    public void frameIn(int bytes) {
        frames.labels("in").inc();
        frameBytes.labels("in").inc(bytes);
    }

    public void frameOut(int bytes) {
        frames.labels("out").inc();
        frameBytes.labels("out").inc(bytes);
    }

    /** @param type a frame type of the protocol, or {@code none} */
    public void answered(String type) {
        requests.labels(type, "OK").inc();
    }

    /** @param type a frame type of the protocol, or {@code none} */
    public void failed(String type, ErrorReason reason) {
        requests.labels(type, Errors.name(reason)).inc();
    }

    public void sendTook(long nanos) {
        sendSeconds.observe(nanos / 1e9);
    }

    public void delivered() {
        deliveries.labels("written").inc();
    }

    public void deliveryDropped() {
        deliveries.labels("dropped").inc();
    }

    public void deliveryRepeated() {
        deliveries.labels("repeated").inc();
    }

    public void pulled() {
        pulls.labels("OK").inc();
    }

    public void pullFailed(ErrorReason reason) {
        pulls.labels(Errors.name(reason)).inc();
    }

    public void linkUp(String core, boolean up) {
        linkUp.labels(core).set(up ? 1 : 0);
    }

    public void linkQueue(String core, int frames) {
        linkQueue.labels(core).set(frames);
    }

    /** The map does not name this core any more. */
    public void linkGone(String core) {
        linkUp.remove(core);
        linkQueue.remove(core);
    }

    public void heldSends(int sends) {
        heldSends.set(sends);
    }

    /** @param route a path of the API, or {@code none} */
    public void httpAnswered(String route, int status) {
        httpRequests.labels(route, Integer.toString(status)).inc();
    }
}
