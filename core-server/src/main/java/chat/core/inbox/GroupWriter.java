package chat.core.inbox;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings the writes of many users to the store together: those that one turn of the slot thread produced, or that came while as much as allowed was under
 * way. Slot thread only.
 */
final class GroupWriter {
    private static final int MAX_UNDER_WAY = 4_096;

    private final Lane lane;
    private final IdentityHashMap<InboxWrite, Pending> underWay = new IdentityHashMap<>();
    private List<Pending> next = new ArrayList<>();
    private boolean scheduled;

    /** @param done gets null when the write is durable, else why that is not known */
    private record Pending(InboxWrite write, Consumer<@Nullable Throwable> done, long startedNanos) {}

    GroupWriter(Lane lane) {
        this.lane = lane;
    }

    void submit(InboxWrite write, Consumer<@Nullable Throwable> done) {
        next.add(new Pending(write, done, System.nanoTime()));
        schedule();
    }

    private void schedule() {
        if (!scheduled && underWay.size() < MAX_UNDER_WAY) {
            scheduled = true;
            lane.thread().execute(this::flush);
        }
    }

    private void flush() {
        scheduled = false;
        List<Pending> group = next;
        next = new ArrayList<>();
        List<InboxWrite> writes = new ArrayList<>(group.size());
        for (Pending pending : group) {
            underWay.put(pending.write(), pending);
            writes.add(pending.write());
        }
        lane.metrics().grouped(writes.size());
        lane.store().append(writes, (finished, failure) -> lane.thread().execute(() -> finished(finished, failure)));
    }

    private void finished(List<InboxWrite> writes, @Nullable Throwable failure) {
        if (failure != null) {
            Lane.logIfUnnamed(failure);
        }
        long now = System.nanoTime();
        for (InboxWrite write : writes) {
            Pending pending = underWay.remove(write);
            if (pending != null) {
                lane.metrics().written(now - pending.startedNanos());
                pending.done().accept(failure);
            }
        }
        if (!next.isEmpty()) {
            schedule();
        }
    }
}
