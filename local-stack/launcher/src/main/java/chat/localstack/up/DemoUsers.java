package chat.localstack.up;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Two users with a greeting between them, made the way any client would: sign-up and login over HTTP, the greeting over WebSockets
 * of two gateways. Their greeting is also the proof that the stack works.
 */
final class DemoUsers {
    static final String FIRST = "demo.anna";
    static final String SECOND = "demo.ben";

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();
    private final Stack stack;
    private final String password;

    DemoUsers(Stack stack, String password) {
        this.stack = stack;
        this.password = password;
    }

    /** Makes them and lets the first greet the second; returns the channel's id. Safe to repeat. */
    String greet() throws IOException, InterruptedException {
        int lastGateway = stack.options().gateways();
        JsonObject anna = login(1, FIRST, "Anna");
        JsonObject ben = login(lastGateway, SECOND, "Ben");
        try (Client annas = new Client(http, stack.websocket(1), anna);
                Client bens = new Client(http, stack.websocket(lastGateway), ben)) {
            JsonObject direct = new JsonObject();
            direct.addProperty("userId", ben.get("userId").getAsString());
            String channel = annas.ask("openDirect", direct)
                    .getAsJsonObject("channel")
                    .get("channelId")
                    .getAsString();
            JsonObject send = new JsonObject();
            send.addProperty("channelId", channel);
            send.addProperty("clientMessageId", "greeting");
            send.addProperty("text", "Hello Ben, welcome to the chat!");
            String message = annas.ask("send", send, "ack").get("messageId").getAsString();
            bens.await(frame -> frame.has("event")
                    && frame.getAsJsonObject("event")
                            .getAsJsonObject("message")
                            .get("messageId")
                            .getAsString()
                            .equals(message));
            return channel;
        }
    }

    /** The tokens. */
    private JsonObject login(int gateway, String username, String displayName)
            throws IOException, InterruptedException {
        JsonObject account = new JsonObject();
        account.addProperty("username", username);
        account.addProperty("password", password);
        JsonObject signUp = account.deepCopy();
        signUp.addProperty("displayName", displayName);
        post(gateway, "/v1/accounts", signUp, 409);
        account.addProperty("deviceName", "bin/up");
        return post(gateway, "/v1/login", account, 200).getAsJsonObject("tokens");
    }

    /** @param accepted a status that is as good as success */
    private JsonObject post(int gateway, String path, JsonObject body, int accepted)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(stack.http(gateway).resolve(path))
                .timeout(LIMIT)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        String firstRefusal = "";
        for (long end = System.nanoTime() + LIMIT.toNanos(); ; ) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 == 2 || answer.statusCode() == accepted) {
                return JsonParser.parseString(answer.body()).getAsJsonObject();
            }
            String refusal = path + " answered " + answer.statusCode() + ": " + answer.body();
            firstRefusal = firstRefusal.isEmpty() ? refusal : firstRefusal;
            boolean retryable = answer.statusCode() == 429 || answer.statusCode() >= 503;
            if (!retryable || System.nanoTime() - end > 0) {
                throw new IOException(
                        firstRefusal.equals(refusal) ? refusal : firstRefusal + ", and at last " + refusal);
            }
            // sign-ups are limited to one in some seconds: not to be spent on retries
            TimeUnit.SECONDS.sleep(3);
        }
    }

    /** One WebSocket, used from one thread. */
    private static final class Client implements AutoCloseable, WebSocket.Listener {
        private final BlockingQueue<JsonObject> frames = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        private final WebSocket socket;
        private int requests;

        Client(HttpClient http, URI address, JsonObject tokens) throws IOException, InterruptedException {
            socket = http.newWebSocketBuilder()
                    .subprotocols("chat.v1.json")
                    .connectTimeout(LIMIT)
                    .buildAsync(address, this)
                    .join();
            JsonObject hello = new JsonObject();
            hello.addProperty("accessToken", tokens.get("accessToken").getAsString());
            hello.addProperty("cursor", "0");
            JsonObject unused = ask("hello", hello, "welcome");
        }

        JsonObject ask(String what, JsonObject body) throws IOException, InterruptedException {
            return ask(what, body, what);
        }

        JsonObject ask(String what, JsonObject body, String answer) throws IOException, InterruptedException {
            String id = Integer.toString(++requests);
            JsonObject frame = new JsonObject();
            frame.addProperty("requestId", id);
            frame.add(what, body);
            WebSocket unused = socket.sendText(frame.toString(), true).join();
            JsonObject answered = await(received -> received.has("requestId")
                    && received.get("requestId").getAsString().equals(id));
            if (!answered.has(answer)) {
                throw new IOException(what + " was answered " + answered);
            }
            return answered.getAsJsonObject(answer);
        }

        JsonObject await(Predicate<JsonObject> wanted) throws IOException, InterruptedException {
            long end = System.nanoTime() + LIMIT.toNanos();
            while (true) {
                @Nullable JsonObject frame = frames.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (frame == null) {
                    throw new IOException("no answer within " + LIMIT.toSeconds() + " s");
                }
                if (frame.has("closed")) {
                    throw new IOException("the gateway closed the connection: " + frame);
                }
                if (wanted.test(frame)) {
                    return frame;
                }
            }
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                frames.add(JsonParser.parseString(text.toString()).getAsJsonObject());
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            JsonObject closed = new JsonObject();
            closed.addProperty("closed", statusCode);
            closed.addProperty("reason", reason);
            frames.add(closed);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            JsonObject closed = new JsonObject();
            closed.addProperty("closed", 1006);
            closed.addProperty("reason", error.toString());
            frames.add(closed);
        }

        @Override
        public void close() {
            WebSocket unused = socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        }
    }
}
