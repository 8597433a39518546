package chat.core.messageid;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class IdLayoutPropertyTest {
    private static final long LAST_TICK = (1L << IdLayout.TIME_BITS) - 1;

    @Property
    void id_anyParts_areReadBack(
            @ForAll @LongRange(max = LAST_TICK) long ticks,
            @ForAll @IntRange(max = 1023) int worker,
            @ForAll @IntRange(max = 2047) int sequence) {
        long millis = ticks + IdLayout.EPOCH_MILLIS;
        long id = IdLayout.id(millis, worker, sequence);
        assertThat(id).isNotNegative();
        assertThat(IdLayout.timeMillis(id)).isEqualTo(millis);
        assertThat(IdLayout.worker(id)).isEqualTo(worker);
        assertThat(IdLayout.sequence(id)).isEqualTo(sequence);
        assertThat(IdLayout.floorOf(millis)).isLessThanOrEqualTo(id);
    }

    @Property
    void id_laterTime_isGreaterWhateverTheRest(
            @ForAll @LongRange(max = LAST_TICK - 1) long ticks,
            @ForAll @IntRange(max = 1023) int worker,
            @ForAll @IntRange(max = 1023) int otherWorker) {
        long millis = ticks + IdLayout.EPOCH_MILLIS;
        assertThat(IdLayout.id(millis, worker, IdLayout.SEQUENCES - 1))
                .isLessThan(IdLayout.id(millis + 1, otherWorker, 0));
    }

    @Property(tries = 1)
    void id_aHundredYearsFromNow_fits() {
        long millis = Instant.parse("2126-01-01T00:00:00Z").toEpochMilli();
        assertThat(IdLayout.timeMillis(IdLayout.id(millis, 0, 0))).isEqualTo(millis);
    }
}
