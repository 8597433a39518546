package chat.gateway.core;

import io.netty.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every timer of the router loop does with a step that threw: the loop goes on, the log has it. */
final class RouterLoop {
    private static final Logger LOG = LoggerFactory.getLogger(RouterLoop.class);

    private RouterLoop() {}

    static void logFailure(Future<?> step) {
        if (step.cause() != null && !step.isCancelled()) {
            LOG.atError()
                    .addKeyValue("event", "core.router.failed")
                    .setCause(step.cause())
                    .log("a step of the router failed");
        }
    }
}
