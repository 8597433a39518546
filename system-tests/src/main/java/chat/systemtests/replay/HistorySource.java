package chat.systemtests.replay;

import java.io.IOException;
import java.util.List;

/** One of the ways in which an operator sees a channel's history. */
interface HistorySource {
    /** As reports name it. */
    String name();

    /** Every text of a channel, oldest first. Blocks. */
    List<HistoryText> read(long channelId) throws IOException, InterruptedException;

    /** One text as the source shows it. */
    record HistoryText(long messageId, String text) {}
}
