package chat.core.message;

import chat.core.channel.ChannelState;
import chat.message.v1.Message;
import java.util.List;

/**
 * A channel as a new owner finds it, with everything beyond its end fenced off.
 *
 * @param lastId the greatest id that counts; 0 when there is no message
 * @param sent names of the messages of the last 24 h
 * @param unfinished messages whose fan-out has to be repeated, oldest first
 */
record LoadedChannel(ChannelState channel, long lastId, DedupWindow sent, List<Unfinished> unfinished) {
    /** A message whose fan-out has to be repeated. */
    static final class Unfinished {
        final Message message;
        final long[] recipients;

        Unfinished(Message message, long[] recipients) {
            this.message = message;
            this.recipients = recipients;
        }
    }
}
