package chat.core.password;

import chat.runtime.error.Errors;
import io.prometheus.client.Counter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** How attempts to get in ended. A rise of {@code CREDENTIALS_INVALID} or {@code REFRESH_TOKEN_REUSED} is somebody trying. */
public final class AuthMetrics {
    private static final Counter ATTEMPTS = Counter.build(
                    "chat_auth_attempts_total",
                    "Attempts to get in, by call (sign-up, login, refresh, operator-login) and result (OK or the reason).")
            .labelNames("call", "result")
            .register();

    private AuthMetrics() {}

    /** Counts how an attempt ends, also when it ends by an exception at once. */
    public static <T> CompletionStage<T> counted(String call, Supplier<CompletionStage<T>> attempt) {
        CompletionStage<T> result;
        try {
            result = attempt.get();
        } catch (RuntimeException thrown) {
            result = CompletableFuture.failedFuture(thrown);
        }
        return result.whenComplete((value, thrown) -> ATTEMPTS.labels(
                        call,
                        thrown == null
                                ? "OK"
                                : Errors.name(Errors.toChatException(thrown).reason()))
                .inc());
    }
}
