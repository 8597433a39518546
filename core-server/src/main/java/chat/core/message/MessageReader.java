package chat.core.message;

import chat.message.v1.Message;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reads history straight from the store; any node may. Safe from any thread; never blocks. */
public interface MessageReader {
    CompletionStage<Optional<Message>> find(long channelId, long messageId);

    /**
     * Up to {@code limit} messages (1 to 1,000) next to an id, itself left out.
     *
     * @param older true: ids below {@code fromId}, newest first; false: ids above it, oldest first
     */
    CompletionStage<List<Message>> list(long channelId, long fromId, boolean older, int limit);
}
