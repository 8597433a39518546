package chat.core.channel;

import java.util.concurrent.CompletionStage;

/**
 * Puts creations and changes of channels whose slots this node owns in order with their messages. Safe from any thread; never blocks. Everything fails with
 * NOT_OWNER, NO_OWNER, OVERLOADED, STORE_UNAVAILABLE, TIMEOUT.
 */
public interface ChannelOrder {
    /**
     * Creates a channel unless it exists; completes with what is there then. Its members have it in their lists and get its first message.
     *
     * @param channel without its first change: {@code lastChange} is null
     * @param creatorId who did it
     */
    CompletionStage<ChannelState> create(ChannelState channel, long creatorId);

    /** Commits a change and its message. Also fails with CHANNEL_NOT_FOUND and what the change's rules say. */
    CompletionStage<ChannelState> change(long channelId, ChannelChange change);
}
