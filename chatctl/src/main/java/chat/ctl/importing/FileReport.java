package chat.ctl.importing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts what became of one file. Safe for several threads; a total of several is one too. */
final class FileReport {
    /** Unreadable lines that are named; the others are counted. */
    private static final int NAMED_LINES = 100;

    /** A line that is not in the format. */
    record UnreadableLine(long number, String why) {}

    /** A conversation that was not, or not completely, imported. */
    record FailedConversation(String name, String why) {}

    private final Path file;
    private final Map<Change, Long> changes = new EnumMap<>(Change.class);
    private final List<UnreadableLine> unreadable = new ArrayList<>();
    private final List<FailedConversation> failed = new ArrayList<>();
    private long conversations;
    private long overMemberLimit;
    private long complete;
    private long messages;
    private long notSelected;
    private long imported;
    private long alreadyThere;
    private long members;
    private long nonMembers;
    private long firstNanos;
    private long lastNanos;

    FileReport(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    synchronized void found(SourceLine line) {
        messages += line.texts().size();
        line.changes().forEach(this::changed);
    }

    synchronized void found(IndexedConversation conversation) {
        conversations++;
        overMemberLimit += conversation.speakerCount() > IndexedConversation.MAX_MEMBERS ? 1 : 0;
        if (conversation.kindChanged()) {
            changed(Change.KIND_CHANGED);
        }
    }

    synchronized void notSelected(int more) {
        notSelected += more;
    }

    synchronized void changed(Change change) {
        changed(change, 1);
    }

    synchronized void changed(Change change, long times) {
        if (times > 0) {
            changes.merge(change, times, Long::sum);
        }
    }

    synchronized void unreadable(long number, String why) {
        changed(Change.LINE_UNREADABLE);
        if (unreadable.size() < NAMED_LINES) {
            unreadable.add(new UnreadableLine(number, why));
        }
    }

    synchronized void begun(long memberCount, long nonMemberCount, long nowNanos) {
        members += memberCount;
        nonMembers += nonMemberCount;
        firstNanos = firstNanos == 0 ? nowNanos : firstNanos;
    }

    synchronized void stored(long newMessages, long oldMessages, long nowNanos) {
        imported += newMessages;
        alreadyThere += oldMessages;
        lastNanos = nowNanos;
    }

    synchronized void complete(long nowNanos) {
        complete++;
        lastNanos = nowNanos;
    }

    synchronized void failed(String conversation, String why) {
        failed.add(new FailedConversation(conversation, why));
    }

    /** Adds another one to this, which is a total; both are at rest. */
    synchronized void add(FileReport other) {
        other.changes.forEach(this::changed);
        conversations += other.conversations;
        overMemberLimit += other.overMemberLimit;
        complete += other.complete;
        messages += other.messages;
        notSelected += other.notSelected;
        imported += other.imported;
        alreadyThere += other.alreadyThere;
        members += other.members;
        nonMembers += other.nonMembers;
        firstNanos = firstNanos == 0 || (other.firstNanos != 0 && other.firstNanos < firstNanos)
                ? other.firstNanos
                : firstNanos;
        lastNanos = lastNanos == 0 || other.lastNanos > lastNanos ? other.lastNanos : lastNanos;
        failed.addAll(other.failed);
    }

    synchronized long conversations() {
        return conversations;
    }

    synchronized long overMemberLimit() {
        return overMemberLimit;
    }

    synchronized long complete() {
        return complete;
    }

    synchronized long messages() {
        return messages;
    }

    synchronized long notSelected() {
        return notSelected;
    }

    synchronized long imported() {
        return imported;
    }

    synchronized long alreadyThere() {
        return alreadyThere;
    }

    synchronized long members() {
        return members;
    }

    synchronized long nonMembers() {
        return nonMembers;
    }

    synchronized long count(Change change) {
        return changes.getOrDefault(change, 0L);
    }

    synchronized List<UnreadableLine> unreadable() {
        return List.copyOf(unreadable);
    }

    synchronized List<FailedConversation> failed() {
        return List.copyOf(failed);
    }

    /** From the first answer of the server to the last. */
    synchronized Duration time() {
        return firstNanos == 0 || lastNanos == 0 ? Duration.ZERO : Duration.ofNanos(lastNanos - firstNanos);
    }

    /** Messages stored a second, 0 when nothing was. */
    synchronized double rate() {
        double seconds = time().toNanos() / 1e9;
        return seconds <= 0 ? 0 : imported / seconds;
    }
}
