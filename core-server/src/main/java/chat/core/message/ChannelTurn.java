package chat.core.message;

import chat.core.channel.ChannelState;
import chat.core.slot.SlotTenure;
import chat.message.v1.Message;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** A channel in the hands of one {@link ChannelTurns.Turn}. */
public interface ChannelTurn {
    SlotTenure tenure();

    /** The slot's thread, which the methods below are for. */
    Executor thread();

    /** The channel as it is now. */
    ChannelState channel();

    /** What the channel is from now on, durably; {@code lastId} is its greatest id. */
    void become(ChannelState next, long lastId);

    /** Repeats an idempotent write until its outcome is known. */
    Repeat repeat();

    /** Writes messages of one bucket until they are durable or the tenure has ended. */
    CompletionStage<Void> write(List<Message> messages);

    /** Lists a bucket before its first row; fails with STORE_UNAVAILABLE. */
    CompletionStage<Void> addBucket(int bucket);
}
