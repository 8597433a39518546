package chat.systemtests.client;

import chat.account.v1.LoginRequest;
import chat.account.v1.SignUpRequest;
import chat.account.v1.Tokens;
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

    public void signUp(String username, String password, String displayName) throws IOException, InterruptedException {
        post(
                "/v1/accounts",
                SignUpRequest.newBuilder()
                        .setUsername(username)
                        .setPassword(password)
                        .setDisplayName(displayName)
                        .build());
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

    private JsonObject post(String path, Message body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(gateway.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json(body)))
                .build();
        for (int attempt = 1; ; attempt++) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 200 || answer.statusCode() == 201) {
                return JsonParser.parseString(answer.body()).getAsJsonObject();
            }
            if (attempt == ATTEMPTS || (answer.statusCode() != 429 && answer.statusCode() != 503)) {
                throw new IOException(path + " answered " + answer.statusCode() + ": " + answer.body());
            }
            TimeUnit.MILLISECONDS.sleep(200L + 20L * attempt);
        }
    }

    private static String json(Message message) throws InvalidProtocolBufferException {
        return JsonFormat.printer().omittingInsignificantWhitespace().print(message);
    }
}
