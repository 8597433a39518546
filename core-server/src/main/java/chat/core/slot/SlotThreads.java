package chat.core.slot;

import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import java.util.concurrent.TimeUnit;

/**
 * The threads that slot state lives on: each slot has one, for the life of the process, and shares it with others. State of a slot is
 * touched on its thread only, so it needs no locks; nothing may block there.
 */
public final class SlotThreads implements AutoCloseable {
    private final EventExecutorGroup group;
    private final EventExecutor[] threads;

    public SlotThreads(int threadCount) {
        group = new DefaultEventExecutorGroup(threadCount, new DefaultThreadFactory("slots"));
        threads = new EventExecutor[threadCount];
        for (int i = 0; i < threadCount; i++) {
            threads[i] = group.next();
        }
    }

    /** The thread of a slot. */
    public EventExecutor of(int slot) {
        return threads[slot % threads.length];
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
