package chat.systemtests.client;

import chat.account.v1.DeleteAccountRequest;
import chat.account.v1.LoginRequest;
import chat.account.v1.SignUpRequest;
import chat.account.v1.Tokens;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The HTTP half of a gateway: sign-up and login. Blocks; waits and repeats when told RATE_LIMITED or OVERLOADED. */
public final class HttpApi {
    private static final int ATTEMPTS = 60;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final URI gateway;

    /** @param gateway as in {@code http://127.0.0.1:8080} */
    public HttpApi(URI gateway) {
        this.gateway = gateway;
    }

    /** Answers with the user id. */
    public long signUp(String username, String password, String displayName) throws IOException, InterruptedException {
        return post(
                        "/v1/accounts",
                        SignUpRequest.newBuilder()
                                .setUsername(username)
                                .setPassword(password)
                                .setDisplayName(displayName)
                                .build())
                .getAsJsonObject("profile")
                .get("userId")
                .getAsLong();
    }

    public Tokens login(String username, String password, String deviceName) throws IOException, InterruptedException {
        JsonObject answer = post(
                "/v1/login",
                LoginRequest.newBuilder()
                        .setUsername(username)
                        .setPassword(password)
                        .setDeviceName(deviceName)
                        .build());
        Tokens.Builder tokens = Tokens.newBuilder();
        JsonFormat.parser().ignoringUnknownFields().merge(answer.get("tokens").toString(), tokens);
        return tokens.build();
    }

    /** Where to connect, best first; HTTP addresses, by the gateway's own discovery. */
    public List<URI> gateways() throws IOException, InterruptedException {
        JsonObject answer = exchange(request("/v1/gateways").GET().build());
        List<URI> gateways = new ArrayList<>();
        for (JsonElement one : answer.getAsJsonArray("gateways")) {
            URI socket = URI.create(one.getAsJsonObject().get("websocketUrl").getAsString());
            gateways.add(URI.create(socket.getScheme().replaceFirst("^ws", "http") + "://" + socket.getAuthority()));
        }
        return gateways;
    }

    public void logout(String accessToken) throws IOException, InterruptedException {
        exchange(request("/v1/logout")
                .header("authorization", "Bearer " + accessToken)
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build());
    }

    public void deleteAccount(String accessToken, String password) throws IOException, InterruptedException {
        exchange(request("/v1/account/deletion")
                .header("authorization", "Bearer " + accessToken)
                .POST(HttpRequest.BodyPublishers.ofString(json(
                        DeleteAccountRequest.newBuilder().setPassword(password).build())))
                .build());
    }

    private JsonObject post(String path, Message body) throws IOException, InterruptedException {
        return exchange(request(path)
                .POST(HttpRequest.BodyPublishers.ofString(json(body)))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(gateway.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("content-type", "application/json");
    }

    private JsonObject exchange(HttpRequest request) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 200 || answer.statusCode() == 201) {
                return JsonParser.parseString(answer.body()).getAsJsonObject();
            }
            if (attempt == ATTEMPTS || (answer.statusCode() != 429 && answer.statusCode() != 503)) {
                throw new IOException(
                        request.uri().getPath() + " answered " + answer.statusCode() + ": " + answer.body());
            }
            TimeUnit.MILLISECONDS.sleep(200L + 20L * attempt);
        }
    }

    private static String json(Message message) throws InvalidProtocolBufferException {
        return JsonFormat.printer().omittingInsignificantWhitespace().print(message);
    }
}
