package chat.core.inbox;

import chat.core.inbox.CursorStore.CursorWrite;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Collects cursors that moved and stores them together, each device's at most once an interval. Slot thread only. */
final class CursorWriter {
    private final Lane lane;
    private Map<Device, UserInbox> dirty = new LinkedHashMap<>();
    private boolean scheduled;
    private boolean writing;
    private List<CompletableFuture<Void>> flushers = new ArrayList<>();

    private record Device(long userId, long deviceId) {}

    CursorWriter(Lane lane) {
        this.lane = lane;
    }

    void moved(UserInbox inbox, long deviceId, long position) {
        UserInbox before = dirty.put(new Device(inbox.userId(), deviceId), inbox);
        if (before != inbox) {
            inbox.cursorsDirty(1);
            if (before != null) {
                before.cursorsDirty(-1);
            }
        }
        schedule(lane.config().cursorInterval().toMillis());
    }

    /** Stores what is dirty now; completes on the slot thread when it is durable. */
    CompletionStage<Void> flush() {
        CompletableFuture<Void> flushed = new CompletableFuture<>();
        flushers.add(flushed);
        write();
        return flushed;
    }

    private void schedule(long millis) {
        if (!scheduled) {
            scheduled = true;
            lane.after(millis, () -> {
                scheduled = false;
                write();
            });
        }
    }

    private void write() {
        if (writing) {
            return; // it goes on with what has become dirty when it is through
        }
        Map<Device, UserInbox> batch = dirty;
        List<CompletableFuture<Void>> waiting = flushers;
        flushers = new ArrayList<>();
        if (batch.isEmpty()) {
            waiting.forEach(flushed -> flushed.complete(null));
            return;
        }
        dirty = new LinkedHashMap<>();
        writing = true;
        List<CursorWrite> writes = new ArrayList<>(batch.size());
        batch.forEach((device, inbox) -> {
            writes.add(new CursorWrite(
                    device.userId(),
                    device.deviceId(),
                    inbox.cursor(device.deviceId()).orElse(0)));
        });
        lane.onThread(lane.cursorStore().write(writes).thenApply(ignored -> true), (done, failure) -> {
            writing = false;
            if (done == null) {
                batch.forEach(this::putBack);
                flushers.addAll(waiting);
                lane.metrics().cursorsFailed();
                schedule(lane.config().cursorInterval().toMillis());
                return;
            }
            lane.metrics().cursorsWritten(writes.size());
            batch.values().forEach(inbox -> inbox.cursorsDirty(-1));
            waiting.forEach(flushed -> flushed.complete(null));
            if (!flushers.isEmpty()) {
                write();
            }
        });
    }

    private void putBack(Device device, UserInbox inbox) {
        UserInbox newer = dirty.putIfAbsent(device, inbox);
        if (newer != null) {
            inbox.cursorsDirty(-1);
        }
    }
}
