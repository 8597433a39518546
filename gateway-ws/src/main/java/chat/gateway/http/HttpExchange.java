package chat.gateway.http;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One request and what is known of it. */
final class HttpExchange {
    /** Where WebSockets are opened. */
    static final String WEBSOCKET_PATH = "/v1/ws";

    private static final String BEARER = "Bearer ";

    private final FullHttpRequest request;
    private final String requestId;
    private final InetAddress clientAddress;

    HttpExchange(FullHttpRequest request, String requestId, InetAddress clientAddress) {
        this.request = request;
        this.requestId = requestId;
        this.clientAddress = clientAddress;
    }

    FullHttpRequest request() {
        return request;
    }

    String requestId() {
        return requestId;
    }

    InetAddress clientAddress() {
        return clientAddress;
    }

    String path() {
        try {
            return new QueryStringDecoder(request.uri()).path();
        } catch (IllegalArgumentException badEscape) {
            throw malformedUrl();
        }
    }

    Map<String, List<String>> query() {
        try {
            return new QueryStringDecoder(request.uri()).parameters();
        } catch (IllegalArgumentException badEscape) {
            throw malformedUrl();
        }
    }

    boolean isUpgrade() {
        return path().equals(WEBSOCKET_PATH);
    }

    /** The page that made the request; absent for what is no browser. */
    Optional<String> origin() {
        return Optional.ofNullable(request.headers().get(HttpHeaderNames.ORIGIN));
    }

    /** The access token of the {@code authorization} header. */
    Optional<String> accessToken() {
        return Optional.ofNullable(request.headers().get(HttpHeaderNames.AUTHORIZATION))
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(header -> header.substring(BEARER.length()).trim())
                .filter(token -> token.chars().allMatch(c -> c > ' ' && c < 127) && !token.isEmpty());
    }

    private static ChatException malformedUrl() {
        return new ChatException(ErrorReason.ERROR_REASON_FRAME_MALFORMED, "the URL has a broken percent escape");
    }
}
