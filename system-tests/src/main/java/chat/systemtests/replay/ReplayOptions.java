package chat.systemtests.replay;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * What to replay, where.
 *
 * @param files conversations, {@code *.jsonl} or {@code *.jsonl.gz}
 * @param groups how many group conversations of at most 100 speakers to pick
 * @param dialogues how many two-person dialogues to pick
 * @param maxLines lines of each conversation at the most
 * @param seed picks the conversations
 * @param gateways HTTP addresses, as in {@code http://127.0.0.1:8080}; devices alternate between them
 * @param histories ways to read a finished channel's history; each must agree with what was sent
 */
record ReplayOptions(
        List<Path> files,
        int groups,
        int dialogues,
        int maxLines,
        long seed,
        List<URI> gateways,
        List<HistorySource> histories) {}
