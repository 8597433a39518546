package chat.gateway.http;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What the HTTP API serves, for the test of its documents. */
public final class ApiPaths {
    private ApiPaths() {}

    /** Each as in {@code POST /v1/login}. */
    public static List<String> all() {
        return Stream.concat(
                        Arrays.stream(Endpoint.values()).map(endpoint -> endpoint.verb() + " " + endpoint.path()),
                        Stream.of("GET " + HttpExchange.WEBSOCKET_PATH))
                .toList();
    }
}
