package chat.core.message;

import chat.core.fanout.Checkpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What former owners of a slot left behind, as their checkpoints tell.
 *
 * @param completeThrough where fan-out goes on: every message with an id up to this is in its inboxes, of whatever owner
 * @param highestWindow no mark is in a later window
 * @param completeByEpoch for each former owner: every message that it wrote with an id up to this is in its inboxes
 */
record SlotHistory(long completeThrough, long highestWindow, Map<Long, Long> completeByEpoch) {
    /**
     * Reads checkpoints as the owner of an epoch sees them.
     *
     * @param none where to go on when there is no checkpoint at all, which means that nothing was sent yet
     */
    static SlotHistory of(List<Checkpoint> newestFirst, long epoch, long none) {
        long completeThrough = -1;
        long highestWindow = 0;
        Map<Long, Long> byEpoch = new HashMap<>();
        for (Checkpoint checkpoint : newestFirst) {
            if (checkpoint.epoch() >= epoch) {
                continue;
            }
            if (completeThrough < 0) {
                completeThrough = checkpoint.completeThrough();
            }
            highestWindow = Math.max(highestWindow, checkpoint.highestWindow());
            byEpoch.put(checkpoint.epoch(), checkpoint.completeThrough());
        }
        return new SlotHistory(completeThrough < 0 ? none : completeThrough, highestWindow, Map.copyOf(byEpoch));
    }

    /** Whether the owner of an epoch knew that the fan-out of an id was complete. */
    boolean completedBy(long epoch, long messageId) {
        return messageId <= completeByEpoch.getOrDefault(epoch, -1L);
    }
}
