package chat.core.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.core.account.MovableClock;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LoginThrottleTest {
    private final MovableClock clock = new MovableClock();
    private final LoginThrottle throttle = new LoginThrottle(clock);

    @Test
    void admit_afterTheFreeAttempts_waitsTwiceAsLongEachTime() {
        for (int i = 0; i < 6; i++) {
            throttle.admit("ann", "10.0.0.1");
        }
        for (int seconds = 1; seconds <= 32; seconds *= 2) {
            assertRefused("ann", "10.0.0.1");
            clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
            assertRefused("ann", "10.0.0.1");
            clock.advance(Duration.ofMillis(1));
            throttle.admit("ann", "10.0.0.1");
        }
    }

    @Test
    void admit_otherNameOrAddress_isFree() {
        for (int i = 0; i < 6; i++) {
            throttle.admit("ann", "10.0.0.1");
        }
        assertRefused("ann", "10.0.0.1");
        throttle.admit("ann", "10.0.0.2");
        throttle.admit("bob", "10.0.0.1");
    }

    @Test
    void admit_fromEverywhere_isSlowedByName() {
        for (int i = 0; i < 51; i++) {
            throttle.admit("ann", "10.0.0." + i);
        }
        assertRefused("ann", "10.0.1.1");
        clock.advance(Duration.ofSeconds(10));
        throttle.admit("ann", "10.0.1.2");
    }

    @Test
    void succeeded_forgetsTheFailures() {
        for (int i = 0; i < 6; i++) {
            throttle.admit("ann", "10.0.0.1");
        }
        throttle.succeeded("ann", "10.0.0.1");
        throttle.admit("ann", "10.0.0.1");
    }

    private void assertRefused(String name, String address) {
        assertThatThrownBy(() -> throttle.admit(name, address)).isInstanceOfSatisfying(ChatException.class, e -> {
            assertThat(e.reason()).isEqualTo(ErrorReason.ERROR_REASON_RATE_LIMITED);
            assertThat(Long.parseLong(e.metadata().get("retry_after_millis"))).isPositive();
        });
    }
}
