package chat.core.inbox;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Keeps the highest position that each device has confirmed. The greatest one written wins, in whatever order they arrive. */
interface CursorStore {
    /** Cursors by device id. Fails with ChatException STORE_UNAVAILABLE. */
    CompletionStage<Map<Long, Long>> read(long userId);

    /** Writes cursors of many users. Fails with ChatException STORE_UNAVAILABLE: any of them may then be unwritten. */
    CompletionStage<Void> write(List<CursorWrite> cursors);

    /** One device's cursor. */
    record CursorWrite(long userId, long deviceId, long position) {}
}
