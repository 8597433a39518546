package chat.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AddressLimiterTest {
    private final AtomicLong now = new AtomicLong();
    private final AddressLimiter limiter = new AddressLimiter("logins", 60, 2, 3, now::get);

    @Test
    void check_burstThenSteadyRate() {
        limiter.check(address("192.0.2.1"));
        limiter.check(address("192.0.2.1"));
        assertThatThrownBy(() -> limiter.check(address("192.0.2.1")))
                .isInstanceOfSatisfying(ChatException.class, thrown -> {
                    assertThat(thrown.reason()).isEqualTo(ErrorReason.ERROR_REASON_RATE_LIMITED);
                    assertThat(thrown.metadata()).containsEntry("retry_after_millis", "1000");
                });
        limiter.check(address("192.0.2.2"));
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThatCode(() -> limiter.check(address("192.0.2.1"))).doesNotThrowAnyException();
    }

    @Test
    void check_ipv6_countedByNetworkOf64() {
        limiter.check(address("2001:db8::1"));
        limiter.check(address("2001:db8::ffff:2"));
        assertThatThrownBy(() -> limiter.check(address("2001:db8::3"))).isInstanceOf(ChatException.class);
        assertThatCode(() -> limiter.check(address("2001:db8:0:1::1"))).doesNotThrowAnyException();
    }

    @Test
    void check_manyAddresses_remembersTheLatestOnly() {
        for (int i = 1; i <= 50; i++) {
            limiter.check(address("192.0.2." + i));
        }
        assertThat(limiter.size()).isEqualTo(3);
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
