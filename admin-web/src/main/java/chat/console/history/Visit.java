package chat.console.history;

import chat.operator.v1.GetChannelResponse;
import java.time.Instant;

/**
 * An operator looking at one channel.
 *
 * @param reason why, as they gave it; goes with every call
 * @param since when they gave it
 * @param channel the channel and its members, as last read
 * @param readAt when that was
 */
record Visit(String reason, Instant since, GetChannelResponse channel, Instant readAt) {

    long channelId() {
        return channel.getChannel().getChannelId();
    }

    Visit withChannel(GetChannelResponse newer, Instant now) {
        return new Visit(reason, since, newer, now);
    }

    /** Without what is private. */
    @Override
    public String toString() {
        return "Visit[" + channelId() + "]";
    }
}
