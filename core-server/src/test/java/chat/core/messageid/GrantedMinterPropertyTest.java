package chat.core.messageid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class GrantedMinterPropertyTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final long DAY = Duration.ofDays(1).toMillis();

    private final SettableClock clock = new SettableClock(NOW);

    private GrantedMinter minter(int worker, long from, long horizon) {
        GrantedMinter minter = new GrantedMinter(clock, Duration.ZERO, () -> {});
        minter.grant(new WorkerGrant(worker, from, horizon));
        return minter;
    }

    @Property(tries = 300)
    void mint_clockStepsAnyWay_idsGrowAndRepeatNever(
            @ForAll @Size(min = 1, max = 200) List<@LongRange(min = -5_000, max = 5_000) Long> steps) {
        GrantedMinter minter = minter(3, 0, NOW + 30 * DAY);
        long last = 0;
        for (long step : steps) {
            clock.millis += step;
            long id = minter.mint(0);
            assertThat(id).isGreaterThan(last);
            last = id;
        }
    }

    @Property(tries = 300)
    void mint_anyFloorWithinADay_isExceeded(
            @ForAll @LongRange(min = 0, max = 86_000_000) long aheadMillis,
            @ForAll @IntRange(max = 1023) int worker,
            @ForAll @IntRange(max = 2047) int sequence) {
        GrantedMinter minter = minter(500, 0, NOW + 30 * DAY);
        long floor = IdLayout.id(NOW + aheadMillis, worker, sequence);
        long id = minter.mint(floor);
        assertThat(id).isGreaterThan(floor);
        assertThat(minter.mint(0)).isGreaterThan(id);
    }

    @Property(tries = 1)
    void mint_millisecondUsedUp_goesOnInTheNext() {
        GrantedMinter minter = minter(7, 0, NOW + DAY);
        Set<Long> ids = new HashSet<>();
        for (int i = 0; i < 3 * IdLayout.SEQUENCES; i++) {
            ids.add(minter.mint(0));
        }
        assertThat(ids).hasSize(3 * IdLayout.SEQUENCES);
        assertThat(ids).allMatch(id -> IdLayout.timeMillis(id) >= NOW && IdLayout.timeMillis(id) < NOW + 3);
    }

    @Property(tries = 1)
    void mint_atTheHorizon_refusesAndGoesOnWhenItMoves() {
        GrantedMinter minter = minter(7, 0, NOW + 1);
        for (int i = 0; i < IdLayout.SEQUENCES; i++) {
            assertThat(IdLayout.timeMillis(minter.mint(0))).isEqualTo(NOW);
        }
        ChatException refused = catchThrowableOfType(ChatException.class, () -> minter.mint(0));
        assertThat(refused.reason()).isEqualTo(ErrorReason.ERROR_REASON_COORDINATION_UNAVAILABLE);
        assertThat(minter.wantedMillis()).isEqualTo(NOW + 1);
        minter.grant(new WorkerGrant(7, 0, NOW + 100));
        assertThat(IdLayout.timeMillis(minter.mint(0))).isEqualTo(NOW + 1);
    }

    @Property(tries = 1)
    void mint_floorTooFarAhead_refusesAndChangesNothing() {
        GrantedMinter minter = minter(7, 0, NOW + 100 * DAY);
        long before = minter.mint(0);
        assertThatThrownBy(() -> minter.mint(IdLayout.floorOf(NOW + DAY + 1)))
                .isInstanceOfSatisfying(ChatException.class, refused -> assertThat(refused.reason())
                        .isEqualTo(ErrorReason.ERROR_REASON_CLOCK_UNSAFE));
        assertThatThrownBy(() -> minter.mint(Long.MAX_VALUE)).isInstanceOf(ChatException.class);
        assertThat(minter.mint(0)).isEqualTo(before + 1);
    }

    @Property(tries = 1)
    void mint_withoutAGrant_refuses() {
        GrantedMinter minter = new GrantedMinter(clock, Duration.ZERO, () -> {});
        ChatException refused = catchThrowableOfType(ChatException.class, () -> minter.mint(0));
        assertThat(refused.reason()).isEqualTo(ErrorReason.ERROR_REASON_COORDINATION_UNAVAILABLE);
    }

    @Property(tries = 200)
    void mint_workerChangesToASmallerOne_idsStillGrow(
            @ForAll @IntRange(max = 767) int first, @ForAll @IntRange(max = 767) int second) {
        GrantedMinter minter = minter(first, 0, NOW + DAY);
        List<Long> ids = new ArrayList<>();
        ids.add(minter.mint(0));
        ids.add(minter.mint(0));
        minter.grant(new WorkerGrant(second, 0, NOW + DAY));
        ids.add(minter.mint(0));
        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }
}
