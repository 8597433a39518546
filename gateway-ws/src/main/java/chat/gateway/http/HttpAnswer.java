package chat.gateway.http;

import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * What a request is answered with.
 *
 * @param json the body; empty for none
 * @param route for the metrics: a path of the API, or {@code none}
 * @param retryAfterMillis 0 when not known
 */
record HttpAnswer(HttpResponseStatus status, String json, String route, long retryAfterMillis) {
    HttpAnswer(HttpResponseStatus status, String json, String route) {
        this(status, json, route, 0);
    }
}
