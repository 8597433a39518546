package chat.ctl.importing;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the first pass learns about one conversation: enough to begin it, and to know its last line when it comes. Filled by one thread,
 * then only read.
 */
final class IndexedConversation {
    /** Members that a group can have. */
    static final int MAX_MEMBERS = 100;

    private final String name;
    private final boolean direct;
    private final long firstSentAtMillis;
    /** Messages of each speaker, in the order of their first appearance. */
    private final Map<String, long[]> speakers = new LinkedHashMap<>();

    private long messages;

    IndexedConversation(SourceLine first) {
        this.name = first.conversation();
        this.direct = first.direct();
        this.firstSentAtMillis = first.sentAtMillis();
    }

    void add(SourceLine line) {
        messages += line.texts().size();
        speakers.computeIfAbsent(line.sender(), newcomer -> new long[1])[0] +=
                line.texts().size();
    }

    String name() {
        return name;
    }

    /** A direct conversation has exactly two speakers; what says it is one and has not becomes a group. */
    boolean direct() {
        return direct && speakers.size() == 2;
    }

    boolean kindChanged() {
        return direct && speakers.size() != 2;
    }

    long firstSentAtMillis() {
        return firstSentAtMillis;
    }

    long messages() {
        return messages;
    }

    int speakerCount() {
        return speakers.size();
    }

    /** Those who become members first: most messages first, at the same number whoever appeared first. */
    List<String> speakersByMessages() {
        return speakers.entrySet().stream()
                .sorted(Comparator.comparingLong(
                        (Map.Entry<String, long[]> speaker) -> -speaker.getValue()[0])) // stable: keeps appearance
                .map(Map.Entry::getKey)
                .toList();
    }
}
