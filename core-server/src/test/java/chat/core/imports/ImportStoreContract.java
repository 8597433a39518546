package chat.core.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What keeps the conversations of a source. */
abstract class ImportStoreContract {
    abstract ImportStore store();

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Test
    void channel_firstReservationWins() {
        assertThat(now(store().channel("name", null))).isEmpty();
        assertThat(now(store().channel("name", 4L))).contains(4L);
        assertThat(now(store().channel("name", 5L))).contains(4L);
        assertThat(now(store().channel("name", null))).contains(4L);
    }

    @Test
    void speakers_areKeptOnce() {
        now(store().addSpeakers(9, List.of(1L, 2L)));
        now(store().addSpeakers(9, List.of(2L, 3L)));
        assertThat(now(store().speakers(9))).containsExactlyInAnyOrder(1L, 2L, 3L);
        assertThat(now(store().speakers(10))).isEmpty();
    }
}
