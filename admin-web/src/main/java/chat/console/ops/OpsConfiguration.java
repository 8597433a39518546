package chat.console.ops;

import chat.console.config.ConsoleConfig;
import chat.runtime.ops.OpsServer;
import chat.runtime.ops.Readiness;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * {@code /healthz}, {@code /readyz}, {@code /metrics}. Ready means that pages are served, also when they can only tell that no core answers: the
 * console is most needed then, and no load balancer should take it away.
 */
@Configuration(proxyBeanMethods = false)
class OpsConfiguration {
    private final AtomicBoolean serving = new AtomicBoolean();

    @Bean(destroyMethod = "close")
    OpsServer ops(ConsoleConfig config) throws IOException {
        Readiness readiness = new Readiness();
        readiness.register("pages", serving::get, "starting or stopping");
        return OpsServer.start(config.ops().host(), config.ops().port(), readiness);
    }

    @EventListener
    void onReady(ApplicationReadyEvent ignored) {
        serving.set(true);
    }

    @EventListener
    void onClosed(ContextClosedEvent ignored) {
        serving.set(false);
    }
}
