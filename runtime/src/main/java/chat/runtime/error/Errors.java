package chat.runtime.error;

import chat.error.v1.Error;
import chat.error.v1.ErrorProto;
import chat.error.v1.ErrorReason;
import chat.error.v1.ErrorTraits;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Maps failures between {@link ChatException}, gRPC statuses (AIP-193: canonical code and {@code google.rpc.ErrorInfo} in the
 * domain {@value #DOMAIN}) and the {@link Error} of frames.
 */
public final class Errors {
    /** Domain of every {@code ErrorInfo} of this system. */
    public static final String DOMAIN = "chat";

    private static final String PREFIX = "ERROR_REASON_";
    private static final String OWNER = "owner";
    private static final String RETRY_AFTER = "retry_after_millis";

    private Errors() {}

    /** The reason as scripts see it, as in {@code NOT_A_MEMBER}. */
    public static String name(ErrorReason reason) {
        return reason == ErrorReason.UNRECOGNIZED
                ? "UNRECOGNIZED"
                : reason.name().substring(PREFIX.length());
    }

    /** The canonical code that the proto gives this reason. */
    public static Status.Code code(ErrorReason reason) {
        return Status.fromCodeValue(traits(reason).getCode()).getCode();
    }

    public static boolean retryable(ErrorReason reason) {
        return traits(reason).getRetryable();
    }

    /** The named failure inside of any throwable; what has no name becomes INTERNAL (or the nearest reason for a bare gRPC status). */
    public static ChatException toChatException(Throwable thrown) {
        Throwable cause = unwrap(thrown);
        if (cause instanceof ChatException named) {
            return named;
        }
        if (cause instanceof StatusRuntimeException status) {
            return fromStatus(status);
        }
        return new ChatException(ErrorReason.ERROR_REASON_INTERNAL, "internal error");
    }

    /** True when {@link #toChatException} has to invent a name: the caller logs such a throwable, once. */
    public static boolean unnamed(Throwable thrown) {
        Throwable cause = unwrap(thrown);
        return !(cause instanceof ChatException) && !(cause instanceof StatusRuntimeException);
    }

    public static StatusRuntimeException toStatus(ChatException failure) {
        ErrorInfo info = ErrorInfo.newBuilder()
                .setReason(name(failure.reason()))
                .setDomain(DOMAIN)
                .putAllMetadata(failure.metadata())
                .build();
        return StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(code(failure.reason()).value())
                .setMessage(failure.detail())
                .addDetails(Any.pack(info))
                .build());
    }

    public static ChatException fromStatus(StatusRuntimeException status) {
        String detail = status.getStatus().getDescription() == null
                ? status.getStatus().getCode().name()
                : status.getStatus().getDescription();
        ErrorInfo info = errorInfo(status);
        if (info != null && info.getDomain().equals(DOMAIN)) {
            return new ChatException(reason(info.getReason()), detail, info.getMetadataMap());
        }
        return switch (status.getStatus().getCode()) {
            case UNAVAILABLE -> new ChatException(ErrorReason.ERROR_REASON_CORE_UNREACHABLE, detail);
            case DEADLINE_EXCEEDED, CANCELLED -> new ChatException(ErrorReason.ERROR_REASON_TIMEOUT, detail);
            case UNIMPLEMENTED -> new ChatException(ErrorReason.ERROR_REASON_UNKNOWN_METHOD, detail);
            case RESOURCE_EXHAUSTED -> new ChatException(ErrorReason.ERROR_REASON_FRAME_TOO_LARGE, detail);
            default -> new ChatException(ErrorReason.ERROR_REASON_INTERNAL, detail);
        };
    }

    public static Error toError(ChatException failure) {
        return Error.newBuilder()
                .setReason(failure.reason())
                .setDetail(failure.detail())
                .setRetryable(failure.retryable())
                .setOwner(failure.metadata().getOrDefault(OWNER, ""))
                .setRetryAfterMillis(Long.parseLong(failure.metadata().getOrDefault(RETRY_AFTER, "0")))
                .build();
    }

    public static ChatException fromError(Error error) {
        Map<String, String> metadata = new HashMap<>();
        if (!error.getOwner().isEmpty()) {
            metadata.put(OWNER, error.getOwner());
        }
        if (error.getRetryAfterMillis() > 0) {
            metadata.put(RETRY_AFTER, Long.toString(error.getRetryAfterMillis()));
        }
        return new ChatException(error.getReason(), error.getDetail(), metadata);
    }

    private static ErrorReason reason(String name) {
        try {
            return ErrorReason.valueOf(PREFIX + name);
        } catch (IllegalArgumentException unknownToThisVersion) {
            return ErrorReason.ERROR_REASON_INTERNAL;
        }
    }

    private static @Nullable ErrorInfo errorInfo(StatusRuntimeException thrown) {
        com.google.rpc.Status status = StatusProto.fromThrowable(thrown);
        if (status == null) {
            return null;
        }
        for (Any detail : status.getDetailsList()) {
            if (detail.is(ErrorInfo.class)) {
                try {
                    return detail.unpack(ErrorInfo.class);
                } catch (InvalidProtocolBufferException notWhatItSays) {
                    return null;
                }
            }
        }
        return null;
    }

    private static Throwable unwrap(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static ErrorTraits traits(ErrorReason reason) {
        if (reason == ErrorReason.UNRECOGNIZED || reason == ErrorReason.ERROR_REASON_UNSPECIFIED) {
            return ErrorTraits.newBuilder()
                    .setCode(Status.Code.INTERNAL.value())
                    .build();
        }
        return reason.getValueDescriptor().getOptions().getExtension(ErrorProto.traits);
    }
}
