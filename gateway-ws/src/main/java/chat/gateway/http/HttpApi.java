package chat.gateway.http;

import chat.account.v1.LoginResponse;
import chat.discovery.v1.DiscoveryServiceGrpc;
import chat.discovery.v1.Gateway;
import chat.discovery.v1.ListGatewaysRequest;
import chat.discovery.v1.ListGatewaysResponse;
import chat.error.v1.ErrorReason;
import chat.gateway.core.CallContext;
import chat.gateway.core.CoreCalls;
import chat.gateway.frame.StrictJson;
import chat.gateway.limit.AddressLimiter;
import chat.gateway.metrics.GatewayMetrics;
import chat.gateway.session.Sessions;
import chat.gateway.socket.WebSocketUpgrade;
import chat.runtime.error.ChatException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** What the gateway offers over HTTP, the same for all connections. Any event loop. */
public final class HttpApi {
    /** URLs end up in logs and histories: a token must never be in one. */
    private static final Set<String> FORBIDDEN_PARAMETERS =
            Set.of("access_token", "accesstoken", "token", "refresh_token", "refreshtoken", "authorization");

    private static final JsonFormat.Printer PRINTER = JsonFormat.printer().omittingInsignificantWhitespace();

    private final HttpConfig config;
    private final CoreCalls calls;
    private final WebSocketUpgrade upgrade;
    private final Sessions sessions;
    private final BooleanSupplier leaving;
    private final GatewayMetrics metrics;
    private final ClientAddresses addresses;
    private final AddressLimiter signUps;
    private final AddressLimiter logins;

    /** @param leaving true once the gateway stops: no more WebSockets then */
    public HttpApi(
            HttpConfig config,
            CoreCalls calls,
            WebSocketUpgrade upgrade,
            Sessions sessions,
            BooleanSupplier leaving,
            GatewayMetrics metrics) {
        this.config = config;
        this.calls = calls;
        this.upgrade = upgrade;
        this.sessions = sessions;
        this.leaving = leaving;
        this.metrics = metrics;
        this.addresses = new ClientAddresses(config.trustedProxies());
        this.signUps = limiter("sign-ups", config.signUpsPerMinute());
        this.logins = limiter("logins", config.loginsPerMinute());
    }

    private AddressLimiter limiter(String what, int perMinute) {
        return new AddressLimiter(what, perMinute, Math.max(1, perMinute / 2), config.maxAddresses(), System::nanoTime);
    }

    InetAddress clientAddress(InetSocketAddress peer, HttpHeaders headers) {
        return addresses.of(peer, headers);
    }

    /** What holds for every request. */
    void check(HttpExchange exchange) {
        String version = exchange.request().protocolVersion().text();
        if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_FRAME_MALFORMED, "this port speaks HTTP/1.1, not " + version);
        }
        for (String name : exchange.query().keySet()) {
            if (FORBIDDEN_PARAMETERS.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                throw new ChatException(
                        ErrorReason.ERROR_REASON_FIELD_INVALID,
                        "a token must not be in a URL (" + name
                                + "): it belongs into the authorization header, or into the first WebSocket frame; consider this one known to others");
            }
        }
        Optional<String> origin = exchange.origin();
        if (origin.isPresent() && !isAllowed(origin.get())) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_ORIGIN_NOT_ALLOWED,
                    "pages of " + origin.get()
                            + " may not use this gateway; http.allowed-origins lists those that may");
        }
    }

    /** The page that may read the answer, if the request came from one. */
    Optional<String> reader(HttpExchange exchange) {
        return exchange.origin().filter(this::isAllowed);
    }

    private boolean isAllowed(String origin) {
        return config.allowedOrigins().contains("*") || config.allowedOrigins().contains(origin);
    }

    void upgrade(Channel channel, HttpExchange exchange) {
        if (!exchange.request().method().equals(HttpMethod.GET)) {
            throw new ChatException(ErrorReason.ERROR_REASON_UNKNOWN_METHOD, "WebSockets are opened by GET");
        }
        if (leaving.getAsBoolean()) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_SHUTTING_DOWN,
                    "this gateway is stopping; ask GET /v1/gateways for another");
        }
        if (sessions.count() >= config.capacity()) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_OVERLOADED, "this gateway is full; ask GET /v1/gateways for another");
        }
        upgrade.upgrade(channel, exchange.request(), exchange.clientAddress().getHostAddress());
        metrics.httpAnswered(HttpExchange.WEBSOCKET_PATH, HttpResponseStatus.SWITCHING_PROTOCOLS.code());
    }

    CompletionStage<HttpAnswer> serve(HttpExchange exchange) {
        String verb = exchange.request().method().name();
        Endpoint endpoint = Endpoint.of(verb, exchange.path())
                .orElseThrow(() -> new ChatException(
                        ErrorReason.ERROR_REASON_UNKNOWN_METHOD,
                        Endpoint.isPath(exchange.path())
                                ? exchange.path() + " does not take " + verb
                                : "no such path; docs/openapi.yaml lists those there are"));
        admit(endpoint, exchange);
        Message request = request(endpoint, exchange);
        CompletionStage<Message> response = calls.call(endpoint.call(), request, context(exchange));
        if (endpoint == Endpoint.LOGIN) {
            return response.thenCombine(
                    gateways(exchange),
                    (login, gateways) -> ok(endpoint, withGateways((LoginResponse) login, gateways)));
        }
        return response.thenApply(message -> ok(
                endpoint,
                message instanceof ListGatewaysResponse gateways
                        ? "{\"gateways\":" + array(gateways.getGatewaysList()) + "}"
                        : json(message)));
    }

    HttpAnswer failed(HttpExchange exchange, ChatException failure) {
        HttpResponseStatus status = HttpErrors.status(failure.reason());
        if (failure.reason() == ErrorReason.ERROR_REASON_UNKNOWN_METHOD && Endpoint.isPath(exchange.path())) {
            status = HttpResponseStatus.METHOD_NOT_ALLOWED;
        } else if (failure.reason() == ErrorReason.ERROR_REASON_FIELD_MISSING
                && exchange.isUpgrade()
                && !exchange.request().headers().contains(HttpHeaderNames.UPGRADE)) {
            status = HttpResponseStatus.UPGRADE_REQUIRED;
        }
        return new HttpAnswer(
                status,
                HttpErrors.json(failure, exchange.requestId()),
                route(exchange),
                HttpErrors.retryAfterMillis(failure));
    }

    void count(HttpAnswer answer) {
        metrics.httpAnswered(answer.route(), answer.status().code());
    }

    private void admit(Endpoint endpoint, HttpExchange exchange) {
        switch (endpoint.access()) {
            case SIGN_UP -> signUps.check(exchange.clientAddress());
            case LOGIN, TOKEN_AND_LIMIT -> logins.check(exchange.clientAddress());
            case OPEN, TOKEN -> {}
        }
    }

    private static Message request(Endpoint endpoint, HttpExchange exchange) {
        if (!endpoint.hasBody()) {
            return fromQuery(endpoint.prototype(), exchange.query());
        }
        String body = StrictJson.utf8(exchange.request().content());
        return body.isBlank()
                        && endpoint.prototype()
                                .getDescriptorForType()
                                .getFields()
                                .isEmpty()
                ? endpoint.prototype()
                : StrictJson.read(body, endpoint.prototype());
    }

    /** The parameters as the members of a JSON object: the same names, the same checks. */
    private static Message fromQuery(Message prototype, Map<String, List<String>> query) {
        Message.Builder builder = prototype.newBuilderForType();
        query.forEach((name, values) -> {
            FieldDescriptor field = prototype.getDescriptorForType().getFields().stream()
                    .filter(candidate -> candidate.getJsonName().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new ChatException(
                            ErrorReason.ERROR_REASON_FRAME_UNKNOWN, "parameter " + name + " is not known here"));
            if (values.size() != 1) {
                throw new ChatException(ErrorReason.ERROR_REASON_FRAME_MALFORMED, name + " is there twice");
            }
            try {
                builder.setField(
                        field,
                        field.getJavaType() == FieldDescriptor.JavaType.LONG
                                ? (Object) Long.valueOf(values.get(0))
                                : values.get(0));
            } catch (NumberFormatException notANumber) {
                throw new ChatException(ErrorReason.ERROR_REASON_FIELD_INVALID, name + ": expected an integer");
            }
        });
        return builder.build();
    }

    private CompletionStage<List<Gateway>> gateways(HttpExchange exchange) {
        List<String> wanted = exchange.query().getOrDefault("region", List.of(config.region()));
        return calls.call(
                        DiscoveryServiceGrpc.getListGatewaysMethod(),
                        ListGatewaysRequest.newBuilder()
                                .setRegion(wanted.get(0))
                                .build(),
                        context(exchange))
                .thenApply(ListGatewaysResponse::getGatewaysList)
                .exceptionally(discoveryFailed -> List.of()); // the login itself is good; the client may stay here
    }

    private static CallContext context(HttpExchange exchange) {
        return new CallContext(
                exchange.accessToken(),
                exchange.requestId(),
                exchange.clientAddress().getHostAddress());
    }

    private static HttpAnswer ok(Endpoint endpoint, String json) {
        return new HttpAnswer(
                endpoint == Endpoint.SIGN_UP ? HttpResponseStatus.CREATED : HttpResponseStatus.OK,
                json,
                endpoint.path());
    }

    private static String route(HttpExchange exchange) {
        try {
            String path = exchange.path();
            return Endpoint.isPath(path) || exchange.isUpgrade() ? path : "none";
        } catch (ChatException malformedUrl) {
            return "none";
        }
    }

    private static String withGateways(LoginResponse login, List<Gateway> gateways) {
        String json = json(login);
        String comma = json.length() > 2 ? "," : "";
        return json.substring(0, json.length() - 1) + comma + "\"gateways\":" + array(gateways) + "}";
    }

    private static String array(List<? extends MessageOrBuilder> messages) {
        return messages.stream().map(HttpApi::json).collect(Collectors.joining(",", "[", "]"));
    }

    private static String json(MessageOrBuilder message) {
        try {
            return PRINTER.print(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("an answer has no JSON form", e);
        }
    }
}
