package chat.core.channel;

import chat.channel.v1.Channel;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The channels that a user is a member of. Safe from any thread; never blocks. */
public interface UserChannels {
    /**
     * By channel id, from the first one above {@code afterChannelId} (0: from the start).
     *
     * @param limit at most so many; fewer mean that there are no more
     */
    CompletionStage<List<Channel>> list(long userId, long afterChannelId, int limit);
}
