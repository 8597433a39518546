package chat.gateway.core;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one step of the router makes sessions do, handed to their event loops as one task a loop: a message for a thousand sockets
 * costs a few hand-overs, and what one session is told stays in order.
 */
final class Turn {
    private final IdentityHashMap<Executor, List<Runnable>> work = new IdentityHashMap<>();

    void tell(SessionPeer peer, Runnable step) {
        work.computeIfAbsent(peer.executor(), first -> new ArrayList<>()).add(step);
    }

    /** Hands all of it over; {@code whenDone} runs after the last step, on whatever thread that was. */
    void run(Runnable whenDone) {
        AtomicInteger open = new AtomicInteger(work.size() + 1);
        Runnable countDown = () -> {
            if (open.decrementAndGet() == 0) {
                whenDone.run();
            }
        };
        work.forEach((executor, steps) -> {
            try {
                executor.execute(() -> {
                    try {
                        steps.forEach(Runnable::run);
                    } finally {
                        countDown.run();
                    }
                });
            } catch (RejectedExecutionException loopIsGone) {
                countDown.run(); // its sockets are gone with it
            }
        });
        countDown.run();
    }

    void run() {
        run(() -> {});
    }
}
