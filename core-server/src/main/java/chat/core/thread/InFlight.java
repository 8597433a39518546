package chat.core.thread;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Many requests to the store with a bound on how many are under way at once. */
public final class InFlight {
    private InFlight() {}

    /**
     * Calls a function for each item, at most {@code width} at once.
     *
     * @return the results in the order of the items; or the first failure, after which no further call begins
     */
    public static <T, R> CompletionStage<List<R>> map(List<T> items, int width, Function<T, CompletionStage<R>> call) {
        return new Run<>(items, call).start(width);
    }

    private static final class Run<T, R> {
        private final List<T> items;
        private final Function<T, CompletionStage<R>> call;
        private final List<R> results;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger open;
        private final CompletableFuture<List<R>> all = new CompletableFuture<>();

        @SuppressWarnings("unchecked") // filled with results before anyone reads it
        Run(List<T> items, Function<T, CompletionStage<R>> call) {
            this.items = items;
            this.call = call;
            this.results = Collections.synchronizedList((List<R>) Arrays.asList(new Object[items.size()]));
            this.open = new AtomicInteger(items.size());
        }

        CompletionStage<List<R>> start(int width) {
            if (items.isEmpty()) {
                all.complete(List.of());
            }
            for (int i = 0; i < Math.min(width, items.size()); i++) {
                pump();
            }
            return all;
        }

        /** Calls item after item; a call that is complete at once costs no stack. */
        private void pump() {
            while (!all.isDone()) {
                int index = next.getAndIncrement();
                if (index >= items.size()) {
                    return;
                }
                CompletableFuture<R> result;
                try {
                    result = call.apply(items.get(index)).toCompletableFuture();
                } catch (RuntimeException thrown) {
                    all.completeExceptionally(thrown);
                    return;
                }
                if (result.isDone() && !result.isCompletedExceptionally()) {
                    done(index, result.join());
                    continue;
                }
                var unused = result.whenComplete((value, thrown) -> {
                    if (thrown == null) {
                        done(index, value);
                        pump();
                    } else {
                        all.completeExceptionally(thrown);
                    }
                });
                return;
            }
        }

        private void done(int index, R value) {
            results.set(index, value);
            if (open.decrementAndGet() == 0) {
                all.complete(new ArrayList<>(results));
            }
        }
    }
}
