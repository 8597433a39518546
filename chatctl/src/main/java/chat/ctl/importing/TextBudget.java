package chat.ctl.importing;

import java.util.concurrent.Semaphore;

/**
 * Bounds what waits for the server, over all conversations: {@value #CAPACITY} units, of which a message takes its length in characters
 * and {@value #OVERHEAD}. The reader waits when it is used up.
 */
final class TextBudget {
    static final int CAPACITY = 16 << 20;
    private static final int OVERHEAD = 64;

    private final Semaphore units = new Semaphore(CAPACITY);

    static int cost(String text) {
        return text.length() + OVERHEAD;
    }

    /** Takes the units; when there are not enough, sends off what is not full yet, since only what was sent comes back. */
    void acquire(int cost, Runnable sendAll) {
        if (!units.tryAcquire(cost)) {
            sendAll.run();
            units.acquireUninterruptibly(cost);
        }
    }

    void release(int cost) {
        units.release(cost);
    }
}
