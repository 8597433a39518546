package chat.core.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.ServerCall;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call's listener before it is known whether the call is let in. Keeps what happens until then, and passes it on in order. The queue is short: no message arrives
 * before the handler asks for one.
 */
final class LateListener<Q> extends ServerCall.Listener<Q> {
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Queue<Consumer<ServerCall.Listener<Q>>> waiting = new ArrayDeque<>();

    /** Set once everything that waited was passed on. */
    private volatile ServerCall.@Nullable Listener<Q> handler;

    /** Passes on what waited, then everything that comes. */
    void start(ServerCall.Listener<Q> listener) {
        while (true) {
            Consumer<ServerCall.Listener<Q>> event;
            synchronized (lock) {
                event = waiting.poll();
                if (event == null) {
                    handler = listener;
                    return;
                }
            }
            event.accept(listener);
        }
    }

    private void pass(Consumer<ServerCall.Listener<Q>> event) {
        ServerCall.Listener<Q> now = handler;
        if (now == null) {
            synchronized (lock) {
                now = handler;
                if (now == null) {
                    waiting.add(event);
                    return;
                }
            }
        }
        event.accept(now);
    }

    @Override
    public void onMessage(Q message) {
        pass(listener -> listener.onMessage(message));
    }

    @Override
    public void onHalfClose() {
        pass(ServerCall.Listener::onHalfClose);
    }

    @Override
    public void onCancel() {
        pass(ServerCall.Listener::onCancel);
    }

    @Override
    public void onComplete() {
        pass(ServerCall.Listener::onComplete);
    }

    @Override
    public void onReady() {
        pass(ServerCall.Listener::onReady);
    }
}
