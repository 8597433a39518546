package chat.core.imports;

import static org.assertj.core.api.Assertions.assertThat;

import chat.core.messageid.IdLayout;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What keeps the sequences of the past. */
abstract class HistoricIdStoreContract {
    private static final long DAY = Instant.parse("2004-12-25T00:00:00Z").toEpochMilli();

    abstract HistoricIdStore store();

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Test
    void reserve_staleVersion_isRefused() {
        assertThat(now(store().read(1, 5, 0, 100)).version()).isZero();
        assertThat(now(store().reserve(1, 5, 0, Map.of(10, 3, 20, 1)))).isTrue();
        assertThat(now(store().reserve(1, 5, 0, Map.of(10, 9)))).isFalse();
        assertThat(now(store().reserve(1, 5, 1, Map.of(20, 2)))).isTrue();
        HistoricIdStore.Day day = now(store().read(1, 5, 10, 19));
        assertThat(day.version()).isEqualTo(2);
        assertThat(day.nextSequences()).containsExactly(Map.entry(10, 3));
        assertThat(now(store().read(2, 5, 0, 100)).version()).isZero();
    }

    @Test
    void mint_sameMinute_givesDifferentGrowingIdsAtTheirTime() {
        HistoricMinter minter = new HistoricMinter(store());
        long[] times = LongStream.generate(() -> DAY).limit(1_000).toArray();
        long[] first = now(minter.mint(7, 0, times));
        long[] second = now(minter.mint(7, first[999], times));
        long[] third = now(minter.mint(7, second[999], times));
        long[] all = LongStream.concat(
                        LongStream.of(first), LongStream.concat(LongStream.of(second), LongStream.of(third)))
                .toArray();
        assertThat(all).isSorted().doesNotHaveDuplicates();
        assertThat(LongStream.of(all)
                        .filter(id -> IdLayout.timeMillis(id) == DAY)
                        .count())
                .isEqualTo(IdLayout.SEQUENCES);
        assertThat(IdLayout.timeMillis(all[2_999])).isEqualTo(DAY + 1);
        assertThat(IdLayout.worker(all[0])).isEqualTo(775);
    }

    @Test
    void mint_timesThatGoBackOrCrossMidnight_keepTheOrder() {
        HistoricMinter minter = new HistoricMinter(store());
        long[] times = {DAY + 86_399_999, DAY + 5, DAY + 86_400_000 + 1, DAY + 86_400_000, DAY + 864_000_000};
        long[] ids = now(minter.mint(9, 0, times));
        assertThat(ids).isSorted().doesNotHaveDuplicates();
        assertThat(LongStream.of(ids).map(IdLayout::timeMillis).toArray())
                .containsExactly(
                        DAY + 86_399_999, DAY + 86_399_999, DAY + 86_400_001, DAY + 86_400_001, DAY + 864_000_000);
    }
}
