package chat.ctl.importing;

import chat.ctl.failure.ExitCode;
import chat.ctl.failure.Failure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The first pass over all files. Holds conversations and speakers, and no text, so its size does not depend on the number of messages.
 * Lines of a conversation may stand anywhere in its file, between those of others.
 */
final class SourceIndex {
    private final int conversationsOfEach;
    private final Map<String, Path> fileOf = new HashMap<>();
    private final List<IndexedFile> files = new ArrayList<>();

    /**
     * One file and its conversations, in the order of their first lines.
     *
     * @param report counts what is done with each of its lines
     */
    record IndexedFile(Path path, Map<String, IndexedConversation> conversations, FileReport report) {}

    /** @param conversationsOfEach how many conversations of each file are taken, by first line */
    SourceIndex(int conversationsOfEach) {
        this.conversationsOfEach = conversationsOfEach;
    }

    List<IndexedFile> files() {
        return files;
    }

    long messages() {
        return files.stream().mapToLong(file -> file.report().messages()).sum();
    }

    /** Reads one file; what it finds is in the file's report, whatever is imported later. */
    void add(Path path, LineFormat format, BooleanSupplier stop) {
        Map<String, IndexedConversation> conversations = new LinkedHashMap<>();
        FileReport report = new FileReport(path);
        new SourceReader(path, format).read(new SourceReader.Visitor() {
            @Override
            public boolean message(SourceLine line) {
                IndexedConversation conversation = conversations.get(line.conversation());
                if (conversation == null) {
                    if (conversations.size() == conversationsOfEach) {
                        report.notSelected(line.texts().size());
                        return !stop.getAsBoolean();
                    }
                    claim(line, path);
                    conversation = new IndexedConversation(line);
                    conversations.put(line.conversation(), conversation);
                }
                conversation.add(line);
                report.found(line);
                return !stop.getAsBoolean();
            }

            @Override
            public void event(LineFormat.Event event) {
                report.changed(event.change());
            }

            @Override
            public void unreadable(long number, String why) {
                report.unreadable(number, why);
            }
        });
        conversations.values().forEach(report::found);
        files.add(new IndexedFile(path, conversations, report));
    }

    private void claim(SourceLine line, Path path) {
        Path other = fileOf.putIfAbsent(line.conversation(), path);
        if (other != null) {
            throw new Failure(
                    ExitCode.USAGE,
                    "conversation " + line.conversation() + " is in " + other + " and in " + path + " (line "
                            + line.number() + ")",
                    "A conversation is imported from one file, since its lines are counted.",
                    "Put all of its lines into one file, or rename one of the two.");
        }
    }
}
