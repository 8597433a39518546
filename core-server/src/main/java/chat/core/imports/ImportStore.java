package chat.core.imports;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Keeps which channel each conversation of a source became, and who may speak in it. Safe from any thread. */
public interface ImportStore {
    /** The most speakers of a conversation. */
    int MAX_SPEAKERS = 10_000;

    /** The channel of a conversation: what was reserved first. {@code channelId} null only asks. Key: name. */
    CompletionStage<Optional<Long>> channel(String name, @Nullable Long channelId);

    /** Adds speakers who are no members. Key: channel_id. */
    CompletionStage<Void> addSpeakers(long channelId, Collection<Long> userIds);

    /** Speakers who are no members. Key: channel_id. */
    CompletionStage<Set<Long>> speakers(long channelId);
}
