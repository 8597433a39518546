package chat.runtime.process;

import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ties a process to its parent: the parent holds the other end of standard input, and when that end closes, for whatever reason, a
 * {@code kill -9} of the parent included, the process stops in order.
 */
public final class Leash {
    private static final Logger LOG = LoggerFactory.getLogger(Leash.class);

    private Leash() {}

    /** Runs {@code onClose} once when {@code input} ends, on a thread of its own. What arrives on it is skipped. */
    public static void watch(InputStream input, Runnable onClose) {
        Thread thread = new Thread(
                () -> {
                    skipAll(input);
                    LOG.info("standard input was closed: stopping");
                    onClose.run();
                },
                "leash");
        thread.setDaemon(true);
        thread.start();
    }

    private static void skipAll(InputStream input) {
        byte[] ignored = new byte[256];
        try {
            while (input.read(ignored) >= 0) {
                // whatever the parent writes has no meaning
            }
        } catch (IOException broken) {
            LOG.debug("standard input broke", broken);
        }
    }
}
