package chat.core.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class InFlightTest {
    @Test
    void map_manyAtOnce_keepsOrderAndStack() {
        List<Integer> items = IntStream.range(0, 100_000).boxed().toList();
        assertThat(InFlight.map(items, 3, i -> CompletableFuture.completedFuture(i + 1))
                        .toCompletableFuture()
                        .join())
                .hasSize(100_000)
                .endsWith(99_999, 100_000);
        assertThat(InFlight.map(List.of(), 3, CompletableFuture::completedFuture)
                        .toCompletableFuture()
                        .join())
                .isEmpty();
    }

    @Test
    void map_boundsWhatIsUnderWay() {
        List<CompletableFuture<Integer>> calls = new ArrayList<>();
        CompletionStage<List<Integer>> all = InFlight.map(List.of(1, 2, 3, 4), 2, i -> {
            CompletableFuture<Integer> call = new CompletableFuture<>();
            calls.add(call);
            return call;
        });
        assertThat(calls).hasSize(2);
        calls.get(1).complete(20);
        assertThat(calls).hasSize(3);
        calls.get(0).complete(10);
        calls.get(2).complete(30);
        calls.get(3).complete(40);
        assertThat(all.toCompletableFuture().join()).containsExactly(10, 20, 30, 40);
    }

    @Test
    void map_failure_endsIt() {
        List<Integer> called = new ArrayList<>();
        CompletionStage<List<Integer>> all = InFlight.map(List.of(1, 2, 3), 1, i -> {
            called.add(i);
            return CompletableFuture.failedFuture(new IllegalStateException("no " + i));
        });
        assertThatThrownBy(() -> all.toCompletableFuture().join()).hasMessageContaining("no 1");
        assertThat(called).containsExactly(1);
    }
}
