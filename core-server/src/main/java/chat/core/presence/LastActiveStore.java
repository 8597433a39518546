package chat.core.presence;

import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** Keeps when users were last active, to within some minutes. Stages fail with ChatException STORE_UNAVAILABLE. */
interface LastActiveStore {
    /** Milliseconds since 1970; empty when never. */
    CompletionStage<OptionalLong> read(long userId);

    /** @param atMillis milliseconds since 1970; an earlier time than the stored one changes nothing */
    CompletionStage<Void> write(long userId, long atMillis);
}
