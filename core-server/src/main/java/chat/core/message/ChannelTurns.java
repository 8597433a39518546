package chat.core.message;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Lets others have a channel for themselves for a while: what they do is ordered with the channel's sends. Safe from any thread. */
public interface ChannelTurns {
    /**
     * Work that has a channel for itself.
     *
     * @param <T> what its caller gets
     */
    interface Turn<T> {
        /**
         * Starts, on the slot's thread. The stage must not complete before the outcome of everything that it wrote is known, or the tenure has ended. What
         * it fails with is the caller's answer.
         */
        CompletionStage<T> run(ChannelTurn channel);
    }

    /**
     * Waits for the channel's turn at its owner.
     *
     * @param patience after which the caller gets TIMEOUT; a turn that has begun goes on
     * @return fails with NOT_OWNER, NO_OWNER, CHANNEL_NOT_FOUND, OVERLOADED, STORE_UNAVAILABLE, TIMEOUT, and what the turn fails with
     */
    <T> CompletionStage<T> inTurn(long channelId, Duration patience, Turn<T> turn);
}
