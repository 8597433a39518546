package chat.ctl.importing;

import chat.ctl.connection.OperatorClient;
import chat.ctl.failure.ExitCode;
import chat.ctl.failure.Failure;
import chat.operator.v1.AppendLinesRequest;
import chat.operator.v1.AppendLinesResponse;
import chat.operator.v1.BeginConversationRequest;
import chat.operator.v1.BeginConversationResponse;
import chat.operator.v1.FinishConversationRequest;
import chat.operator.v1.FinishConversationResponse;
import chat.operator.v1.ImportServiceGrpc;
import chat.operator.v1.ImportServiceGrpc.ImportServiceBlockingStub;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The three calls of an import, each repeated while the cluster says that it may work later. All of them may be repeated: lines carry their
 * numbers. Safe for several threads.
 */
final class ImportCalls {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final OperatorClient client;
    private final Duration retryFor;
    private final Stop stop;
    private final Consumer<String> onRetry;

    /**
     * @param retryFor how long one call is repeated before the run is given up
     * @param onRetry told why, before each pause
     */
    ImportCalls(OperatorClient client, Duration retryFor, Stop stop, Consumer<String> onRetry) {
        this.client = client;
        this.retryFor = retryFor;
        this.stop = stop;
        this.onRetry = onRetry;
    }

    BeginConversationResponse begin(BeginConversationRequest request) {
        return call(stub -> stub.beginConversation(request));
    }

    AppendLinesResponse append(AppendLinesRequest request) {
        return call(stub -> stub.appendLines(request));
    }

    FinishConversationResponse finish(FinishConversationRequest request) {
        return call(stub -> stub.finishConversation(request));
    }

    private <R> R call(Function<ImportServiceBlockingStub, R> method) {
        long startNanos = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return client.callRaw(ImportServiceGrpc::newBlockingStub, method);
            } catch (StatusRuntimeException status) {
                ChatException named = Errors.fromStatus(status);
                if (!named.retryable()) {
                    throw client.explain(status);
                }
                if (System.nanoTime() - startNanos > retryFor.toNanos()) {
                    throw givenUp(client.explain(status));
                }
                onRetry.accept(named.detail() + " (" + Errors.name(named.reason()) + ")");
                stop.pause(jittered(pause));
                client.reconnect();
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        }
    }

    /** Half to all of the pause, so that workers do not come back together. */
    private static Duration jittered(Duration pause) {
        long nanos = pause.toNanos();
        return Duration.ofNanos(nanos / 2 + ThreadLocalRandom.current().nextLong(nanos / 2 + 1));
    }

    private Failure givenUp(RuntimeException last) {
        return new Failure(
                ExitCode.UNAVAILABLE,
                "gave up after " + retryFor.toSeconds() + " s of tries: " + last.getMessage(),
                "The cluster did not answer for that long; what it has stored stays stored.",
                "Run the same command again when it answers: it goes on where this one stopped.");
    }
}
