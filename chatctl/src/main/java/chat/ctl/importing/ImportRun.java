package chat.ctl.importing;

import chat.ctl.failure.ExitCode;
import chat.ctl.failure.Failure;
import chat.ctl.importing.SourceIndex.IndexedFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The second pass: reads the files again and hands every message to its conversation. One thread reads, several talk to the server. */
final class ImportRun {
    private final LineFormat format;
    private final ImportCalls calls;
    private final ImportProgress progress;
    private final Stop stop;
    private final int parallel;
    private final TextBudget budget = new TextBudget();
    /** Conversations whose last line has not come yet; usually one. */
    private final Map<String, ConversationImport> open = new LinkedHashMap<>();

    ImportRun(LineFormat format, ImportCalls calls, ImportProgress progress, Stop stop, int parallel) {
        this.format = format;
        this.calls = calls;
        this.progress = progress;
        this.stop = stop;
        this.parallel = parallel;
    }

    /** Returns when everything is stored, or the run was stopped and what was in flight has ended. */
    void run(List<IndexedFile> files) {
        ExecutorService workers = Executors.newFixedThreadPool(parallel, task -> {
            Thread thread = new Thread(task, "import");
            thread.setDaemon(true);
            return thread;
        });
        try {
            for (IndexedFile file : files) {
                if (!stop.requested()) {
                    read(file, workers);
                }
            }
        } catch (RuntimeException failure) {
            stop.abort(failure);
        } finally {
            workers.shutdown();
            awaitEnd(workers);
        }
    }

    private void read(IndexedFile file, ExecutorService workers) {
        new SourceReader(file.path(), format).read(new SourceReader.Visitor() {
            @Override
            public boolean message(SourceLine line) {
                IndexedConversation conversation = file.conversations().get(line.conversation());
                if (conversation != null) {
                    hand(line, conversation, file, workers);
                }
                return !stop.requested();
            }

            @Override
            public void event(LineFormat.Event event) {
                // counted by the first pass
            }

            @Override
            public void unreadable(long number, String why) {
                // counted by the first pass
            }
        });
        if (!open.isEmpty() && !stop.requested()) {
            throw changed(file, open.keySet().iterator().next());
        }
    }

    private void hand(SourceLine line, IndexedConversation conversation, IndexedFile file, ExecutorService workers) {
        ConversationImport target = open.computeIfAbsent(
                line.conversation(),
                name -> new ConversationImport(conversation, calls, file.report(), progress, budget, stop));
        boolean complete = false;
        for (String text : line.texts()) {
            if (complete) {
                throw changed(file, line.conversation());
            }
            budget.acquire(TextBudget.cost(text), () -> open.values()
                    .forEach(conversationOpen -> conversationOpen.send(workers)));
            complete = target.add(new Batch.Line(line.sender(), line.sentAtMillis(), text), workers);
        }
        if (complete) {
            open.remove(line.conversation());
        }
    }

    private static Failure changed(IndexedFile file, String conversation) {
        return new Failure(
                ExitCode.CONFLICT,
                file.path() + " changed while it was read: conversation " + conversation
                        + " has another number of messages than a moment ago",
                "Lines are counted before they are sent, and no longer match.",
                "Run the same command again when nothing writes to the file.");
    }

    private static void awaitEnd(ExecutorService workers) {
        boolean interrupted = false;
        while (true) {
            try {
                if (workers.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException waitOn) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
