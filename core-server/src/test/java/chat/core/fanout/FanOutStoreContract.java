package chat.core.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What keeps marks and checkpoints. */
abstract class FanOutStoreContract {
    abstract FanOutStore store();

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Test
    void mark_channelsOfAWindow_areFoundThereOnly() {
        now(store().mark(1, 100, 7, 1));
        now(store().mark(1, 100, 8, 2));
        now(store().mark(1, 100, 7, 3));
        now(store().mark(1, 101, 9, 4));
        now(store().mark(2, 100, 10, 5));
        assertThat(now(store().marked(1, 100))).containsExactlyInAnyOrder(7L, 8L);
        assertThat(now(store().marked(1, 102))).isEmpty();
    }

    @Test
    void checkpoint_eachOwnerHasItsOwn_andTheLatestOfItCounts() {
        now(store().checkpoint(3, new Checkpoint(5, 50, 1), 10));
        now(store().checkpoint(3, new Checkpoint(6, 40, 2), 20));
        now(store().checkpoint(3, new Checkpoint(6, 60, 3), 22));
        now(store().checkpoint(3, new Checkpoint(6, 55, 3), 21));
        assertThat(now(store().checkpoints(3))).containsExactly(new Checkpoint(6, 60, 3), new Checkpoint(5, 50, 1));
        now(store().forget(3, 6, 30));
        assertThat(now(store().checkpoints(3))).containsExactly(new Checkpoint(6, 60, 3));
    }
}
