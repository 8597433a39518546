package chat.core.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import chat.core.inbox.CursorStore.CursorWrite;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every {@link CursorStore} does. */
abstract class CursorStoreContract {
    private final long user = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE / 4);

    abstract CursorStore store();

    @Test
    void read_newUser_isEmpty() {
        assertThat(store().read(user).toCompletableFuture().join()).isEmpty();
    }

    @Test
    void write_lowerPositionLater_changesNothing() {
        write(new CursorWrite(user, 1, 40), new CursorWrite(user, 2, 0));
        write(new CursorWrite(user, 1, 30));
        assertThat(store().read(user).toCompletableFuture().join())
                .containsEntry(1L, 40L)
                .containsEntry(2L, 0L)
                .hasSize(2);
    }

    @Test
    void write_manyUsers_writesEach() {
        write(LongStream.range(0, 130)
                .mapToObj(i -> new CursorWrite(user + i, 1, i))
                .toArray(CursorWrite[]::new));
        assertThat(store().read(user + 129).toCompletableFuture().join()).containsEntry(1L, 129L);
    }

    private void write(CursorWrite... cursors) {
        store().write(List.of(cursors)).toCompletableFuture().join();
    }
}
