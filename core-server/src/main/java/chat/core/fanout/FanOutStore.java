package chat.core.fanout;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Keeps marks and checkpoints. Writes are idempotent; a failed one (STORE_UNAVAILABLE) may have happened. Safe from any thread. */
public interface FanOutStore {
    /** The newest owners whose checkpoints are kept. */
    int KEPT_EPOCHS = 32;

    /** Notes that a channel may have messages in a window. Key: (slot, window). */
    CompletionStage<Void> mark(int slot, long window, long channelId, long timestamp);

    /** Channels with a mark in a window. Key: (slot, window). */
    CompletionStage<List<Long>> marked(int slot, long window);

    /** Stores an owner's checkpoint. Key: slot. */
    CompletionStage<Void> checkpoint(int slot, Checkpoint checkpoint, long timestamp);

    /** The newest {@link #KEPT_EPOCHS} checkpoints, newest epoch first. Key: slot. */
    CompletionStage<List<Checkpoint>> checkpoints(int slot);

    /** Drops the checkpoints of epochs below one. Key: slot. */
    CompletionStage<Void> forget(int slot, long belowEpoch, long timestamp);
}
