package chat.gateway.http;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.grpc.Status;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** How a failure looks over HTTP. */
final class HttpErrors {
    private static final JsonFactory JSON = new JsonFactory();

    private HttpErrors() {}

    /** The status that AIP-193 pairs with the reason's canonical code; some reasons have one of their own in HTTP. */
    static HttpResponseStatus status(ErrorReason reason) {
        return switch (reason) {
            case ERROR_REASON_FRAME_TOO_LARGE -> HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
            case ERROR_REASON_UNKNOWN_METHOD -> HttpResponseStatus.NOT_FOUND;
            case ERROR_REASON_OVERLOADED -> HttpResponseStatus.SERVICE_UNAVAILABLE;
            default -> byCode(Errors.code(reason));
        };
    }

    private static HttpResponseStatus byCode(Status.Code code) {
        return switch (code) {
            case OK -> HttpResponseStatus.OK;
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> HttpResponseStatus.BAD_REQUEST;
            case UNAUTHENTICATED -> HttpResponseStatus.UNAUTHORIZED;
            case PERMISSION_DENIED -> HttpResponseStatus.FORBIDDEN;
            case NOT_FOUND -> HttpResponseStatus.NOT_FOUND;
            case ALREADY_EXISTS, ABORTED -> HttpResponseStatus.CONFLICT;
            case RESOURCE_EXHAUSTED -> HttpResponseStatus.TOO_MANY_REQUESTS;
            case CANCELLED -> HttpResponseStatus.valueOf(499, "Client Closed Request");
            case UNIMPLEMENTED -> HttpResponseStatus.NOT_IMPLEMENTED;
            case UNAVAILABLE -> HttpResponseStatus.SERVICE_UNAVAILABLE;
            case DEADLINE_EXCEEDED -> HttpResponseStatus.GATEWAY_TIMEOUT;
            case DATA_LOSS, INTERNAL, UNKNOWN -> HttpResponseStatus.INTERNAL_SERVER_ERROR;
        };
    }

    static String json(ChatException failure, String requestId) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeObjectFieldStart("error");
            json.writeStringField("reason", Errors.name(failure.reason()));
            json.writeStringField("detail", failure.detail());
            json.writeBooleanField("retryable", failure.retryable());
            json.writeNumberField("retryAfterMillis", retryAfterMillis(failure));
            json.writeStringField("requestId", requestId);
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return text.toString();
    }

    static long retryAfterMillis(ChatException failure) {
        return Errors.toError(failure).getRetryAfterMillis();
    }
}
