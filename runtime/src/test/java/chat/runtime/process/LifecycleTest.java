package chat.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class LifecycleTest {
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final Lifecycle lifecycle = new Lifecycle();

    @Test
    void close_severalSteps_stopInReverseOnce() throws Exception {
        lifecycle.start("store", () -> part("store"));
        lifecycle.start("server", () -> part("server"));
        lifecycle.close();
        lifecycle.close();

        assertThat(events).containsExactly("start store", "start server", "stop server", "stop store");
    }

    @Test
    void close_stepFailsOrHangs_restIsStopped() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        lifecycle.start("store", () -> part("store"));
        lifecycle.onStop("hangs", Duration.ofMillis(50), never::await);
        lifecycle.onStop("fails", () -> {
            throw new IllegalStateException("on purpose");
        });
        lifecycle.close();

        assertThat(events).containsExactly("start store", "stop store");
    }

    @Test
    void start_afterClose_isRefused() {
        lifecycle.close();

        assertThatThrownBy(() -> lifecycle.start("late", () -> part("late"))).isInstanceOf(IllegalStateException.class);
        assertThat(events).isEmpty();
    }

    @Test
    void start_closedMeanwhile_whatCameUpIsStopped() {
        assertThatThrownBy(() -> lifecycle.start("slow", () -> {
                    AutoCloseable part = part("slow");
                    lifecycle.close();
                    return part;
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(events).containsExactly("start slow", "stop slow");
    }

    private AutoCloseable part(String name) {
        events.add("start " + name);
        return () -> events.add("stop " + name);
    }
}
