package chat.core.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeaseTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicLong wallMillis = new AtomicLong(1_800_000_000_000L);
    private final Lease lease = new Lease(nanos::get, new WallClock());

    private final class WallClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(wallMillis.get());
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        wallMillis.addAndGet(time.toMillis());
    }

    @Test
    void valid_neverRenewed_isFalse() {
        assertThat(lease.valid()).isFalse();
    }

    @Test
    void renew_confirmedLate_countsFromWhenItWasSent() {
        Lease.Moment sent = lease.now();
        pass(Duration.ofSeconds(7));
        lease.renew(sent, TIMEOUT);
        assertThat(lease.valid()).isTrue();
        assertThat(lease.left()).isEqualTo(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(1));
        assertThat(lease.valid()).isFalse();
        assertThat(lease.left()).isZero();
    }

    @Test
    void renew_answersOutOfOrder_keepsTheLaterEnd() {
        Lease.Moment first = lease.now();
        pass(Duration.ofSeconds(1));
        Lease.Moment second = lease.now();
        lease.renew(second, TIMEOUT);
        lease.renew(first, TIMEOUT);
        assertThat(lease.left()).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void valid_machineSleptSoThatTheMonotonicClockStood_isFalse() {
        lease.renew(lease.now(), TIMEOUT);
        wallMillis.addAndGet(9_000);
        assertThat(lease.valid()).isFalse();
    }

    @Test
    void valid_wallClockSteppedBack_stillEndsInTime() {
        lease.renew(lease.now(), TIMEOUT);
        wallMillis.addAndGet(-3_600_000);
        assertThat(lease.valid()).isTrue();
        pass(Duration.ofSeconds(8));
        assertThat(lease.valid()).isFalse();
    }

    @Test
    void end_sessionOver_isFinal() {
        lease.renew(lease.now(), TIMEOUT);
        lease.end();
        assertThat(lease.valid()).isFalse();
        lease.renew(lease.now(), TIMEOUT);
        assertThat(lease.valid()).isFalse();
    }
}
