package chat.core.channel;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps channels, and who is in them. Conditional updates ({@code create}, {@code takeOver}, {@code change}) fail with STORE_UNAVAILABLE when their outcome
 * is unknown. Safe from any thread.
 */
public interface ChannelStore {
    /** A channel. Key: channel_id. */
    CompletionStage<Optional<ChannelState>> find(long channelId);

    /** Inserts a channel if there is none with its id; completes with whether it did. Key: channel_id. */
    CompletionStage<Boolean> create(ChannelState channel);

    /**
     * From now on no change of an earlier epoch succeeds; completes with whether the epoch was raised. False: it stands at this epoch or a later one.
     * Key: channel_id.
     */
    CompletionStage<Boolean> takeOver(long channelId, long epoch);

    /**
     * Replaces title, members, newest change and import progress if the row is at {@code before}'s revision and epoch; completes with whether it was.
     * Key: channel_id.
     */
    CompletionStage<Boolean> change(ChannelState before, ChannelState after);

    /** As {@link #change} for the import progress, on condition of {@code before}'s next line and epoch. Key: channel_id. */
    CompletionStage<Boolean> progress(ChannelState before, ChannelState after);

    /** The channel of a pair: what was reserved first. {@code channelId} null only asks. Key: both users. */
    CompletionStage<Optional<Long>> direct(long userId, long otherId, @Nullable Long channelId);

    /** The channel of a creator's request: what was reserved first. {@code channelId} null only asks. Key: (user_id, request_key). */
    CompletionStage<Optional<Long>> group(long userId, String requestKey, @Nullable Long channelId);

    /** Adds a channel to users' lists. Key: user_id, each. */
    CompletionStage<Void> list(long channelId, Collection<Long> userIds, long timestamp);

    /** Takes a channel off a user's list. Key: user_id. */
    CompletionStage<Void> unlist(long channelId, long userId, long timestamp);

    /** Ids in a user's list above one, lowest first. Key: user_id. */
    CompletionStage<List<Long>> listed(long userId, long afterChannelId, int limit);
}
