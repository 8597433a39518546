package chat.gateway;

import chat.client.v1.ClientFrame;
import chat.client.v1.Hello;
import chat.client.v1.Send;
import chat.client.v1.ServerFrame;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A client that keeps everything it is told. */
final class TestClient implements AutoCloseable, WebSocket.Listener {
    private static final int TIMEOUT_SECONDS = 15;

    private final boolean json;
    private final boolean reads;
    private final WebSocket socket;
    private final StringBuilder text = new StringBuilder();
    private final List<ServerFrame> frames = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    private TestClient(HttpClient http, URI uri, boolean json, boolean reads) {
        this.json = json;
        this.reads = reads;
        this.socket = http.newWebSocketBuilder()
                .subprotocols(json ? "chat.v1.json" : "chat.v1.protobuf")
                .connectTimeout(Duration.ofSeconds(TIMEOUT_SECONDS))
                .buildAsync(uri, this)
                .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    static TestClient json(int port) {
        return new TestClient(HttpClient.newHttpClient(), url("ws", port), true, true);
    }

    static TestClient protobuf(int port) {
        return new TestClient(HttpClient.newHttpClient(), url("ws", port), false, true);
    }

    static TestClient of(HttpClient http, String scheme, int port) {
        return new TestClient(http, url(scheme, port), true, true);
    }

    /** Reads nothing until {@link #read}. */
    static TestClient lazy(int port) {
        return new TestClient(HttpClient.newHttpClient(), url("ws", port), true, false);
    }

    private static URI url(String scheme, int port) {
        return URI.create(scheme + "://localhost:" + port + "/v1/ws");
    }

    TestClient hello(String token, @Nullable Long cursor) {
        Hello.Builder hello = Hello.newBuilder().setAccessToken(token);
        if (cursor != null) {
            hello.setCursor(cursor);
        }
        send(ClientFrame.newBuilder().setRequestId("hello").setHello(hello).build());
        return this;
    }

    /** Says hello and waits for the welcome. */
    TestClient open(long user, long device, @Nullable Long cursor) {
        hello(FakeCluster.token(user, device), cursor);
        await(ServerFrame::hasWelcome);
        return this;
    }

    void text(String requestId, long channel, String clientMessageId, String content) {
        send(ClientFrame.newBuilder()
                .setRequestId(requestId)
                .setSend(Send.newBuilder()
                        .setChannelId(channel)
                        .setClientMessageId(clientMessageId)
                        .setText(content))
                .build());
    }

    void send(ClientFrame frame) {
        try {
            if (json) {
                raw(JsonFormat.printer().print(frame));
            } else {
                socket.sendBinary(ByteBuffer.wrap(frame.toByteArray()), true).join();
            }
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }

    void raw(String content) {
        socket.sendText(content, true).join();
    }

    /** Sends as much of a text as the gateway lets in before it hangs up. */
    void flood(String content) {
        socket.sendText(content, true).handle((sent, hungUp) -> null).join();
    }

    void read() {
        socket.request(Long.MAX_VALUE);
    }

    List<ServerFrame> frames() {
        return List.copyOf(frames);
    }

    List<Long> positions() {
        return frames.stream()
                .filter(ServerFrame::hasEvent)
                .map(frame -> frame.getEvent().getPosition())
                .toList();
    }

    ServerFrame await(Predicate<ServerFrame> wanted) {
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(TIMEOUT_SECONDS))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> frames.stream().anyMatch(wanted));
        return frames.stream().filter(wanted).findFirst().orElseThrow();
    }

    ServerFrame answer(String requestId) {
        return await(frame -> frame.getRequestId().equals(requestId));
    }

    int closeCode() {
        return closed.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    }

    boolean isClosed() {
        return closed.isDone();
    }

    @Override
    public void onOpen(WebSocket opened) {
        if (reads) {
            opened.request(Long.MAX_VALUE);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            try {
                ServerFrame.Builder frame = ServerFrame.newBuilder();
                JsonFormat.parser().merge(text.toString(), frame);
                frames.add(frame.build());
            } catch (InvalidProtocolBufferException e) {
                closed.completeExceptionally(e);
            }
            text.setLength(0);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        try {
            frames.add(ServerFrame.parseFrom(data));
        } catch (InvalidProtocolBufferException e) {
            closed.completeExceptionally(e);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable thrown) {
        closed.completeExceptionally(thrown);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
