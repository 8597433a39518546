package chat.core.message;

import chat.core.slot.SlotTenure;
import chat.runtime.error.Errors;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats an idempotent write until it succeeds: a failed one may have happened, or may happen yet, so nothing else may follow it before that. Ends
 * without success only when the tenure has ended, for then the next owner's fence decides.
 */
public final class Repeat {
    private static final Logger LOG = LoggerFactory.getLogger(Repeat.class);
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    private final SlotTenure tenure;
    private final EventExecutor thread;
    private final MessageMetrics metrics;

    public Repeat(SlotTenure tenure, EventExecutor thread, MessageMetrics metrics) {
        this.tenure = tenure;
        this.thread = thread;
        this.metrics = metrics;
    }

    /** Completes with the write's result, or fails with what {@link SlotTenure#check()} throws. On any thread. */
    public <T> CompletionStage<T> untilKnown(Supplier<CompletionStage<T>> write) {
        CompletableFuture<T> known = new CompletableFuture<>();
        attempt(write, known, FIRST_PAUSE_MILLIS);
        return known;
    }

    private <T> void attempt(Supplier<CompletionStage<T>> write, CompletableFuture<T> known, long pauseMillis) {
        CompletionStage<T> attempt;
        try {
            attempt = write.get();
        } catch (RuntimeException refused) {
            attempt = CompletableFuture.failedFuture(refused);
        }
        var unused = attempt.whenComplete((value, failure) -> {
            if (failure == null) {
                known.complete(value);
                return;
            }
            if (pauseMillis == FIRST_PAUSE_MILLIS) {
                if (Errors.unnamed(failure)) {
                    LOG.error("message.write.failing slot={} outcome=repeated", tenure.slot(), failure);
                } else {
                    LOG.warn("message.write.failing slot={} outcome=repeated: {}", tenure.slot(), failure.toString());
                }
            }
            try {
                tenure.check();
            } catch (RuntimeException lost) {
                known.completeExceptionally(lost);
                return;
            }
            metrics.repeated();
            var unusedToo = thread.schedule(
                    () -> attempt(write, known, Math.min(LONGEST_PAUSE_MILLIS, 2 * pauseMillis)),
                    pauseMillis,
                    TimeUnit.MILLISECONDS);
        });
    }
}
