package chat.core.cluster.ownership;

import chat.core.slot.SlotListener;
import chat.core.slot.SlotTenure;
import chat.core.slot.SlotThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the features of a slot's life, on the slot's thread. Since that thread takes one task after the other, a slot's calls never overlap and come in the order in
 * which they were made here. Safe from any thread.
 */
final class SlotListeners {
    private static final Logger log = LoggerFactory.getLogger(SlotListeners.class);

    private final SlotThreads threads;
    private final List<SlotListener> listeners = new CopyOnWriteArrayList<>();

    SlotListeners(SlotThreads threads) {
        this.threads = threads;
    }

    void add(SlotListener listener) {
        listeners.add(listener);
    }

    /** Completes when every feature serves the slot; fails with the first failure, or TimeoutException. */
    CompletionStage<Void> acquired(SlotTenure tenure, Duration limit) {
        return all(tenure, limit, SlotListener::acquired);
    }

    /** Completes when every feature has finished the slot's work; fails with the first failure, or TimeoutException. */
    CompletionStage<Void> releasing(SlotTenure tenure, Duration limit) {
        return all(tenure, limit, SlotListener::releasing);
    }

    /** Completes when every feature has forgotten the slot. */
    CompletionStage<Void> lost(SlotTenure tenure) {
        return CompletableFuture.runAsync(
                () -> {
                    for (SlotListener listener : listeners) {
                        try {
                            listener.lost(tenure);
                        } catch (RuntimeException defect) {
                            log.atError()
                                    .addKeyValue("event", "slot.lost.failed")
                                    .setCause(defect)
                                    .log(
                                            "{} of {} could not forget it",
                                            tenure,
                                            listener.getClass().getName());
                        }
                    }
                },
                threads.of(tenure.slot()));
    }

    private CompletionStage<Void> all(
            SlotTenure tenure, Duration limit, BiFunction<SlotListener, SlotTenure, CompletionStage<Void>> call) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        threads.of(tenure.slot()).execute(() -> {
            try {
                CompletableFuture<?>[] stages = listeners.stream()
                        .map(listener -> call.apply(listener, tenure).toCompletableFuture())
                        .toArray(CompletableFuture[]::new);
                var unused = CompletableFuture.allOf(stages).whenComplete((done, failed) -> {
                    if (failed == null) {
                        result.complete(null);
                    } else {
                        result.completeExceptionally(failed);
                    }
                });
            } catch (RuntimeException defect) {
                result.completeExceptionally(defect);
            }
        });
        return result.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
    }
}
