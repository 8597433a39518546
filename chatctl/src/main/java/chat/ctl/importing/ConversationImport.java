package chat.ctl.importing;

import chat.channel.v1.ChannelKind;
import chat.ctl.failure.ExitCode;
import chat.ctl.failure.Failure;
import chat.operator.v1.AppendLinesRequest;
import chat.operator.v1.AppendLinesResponse;
import chat.operator.v1.BeginConversationRequest;
import chat.operator.v1.BeginConversationResponse;
import chat.operator.v1.FinishConversationRequest;
import chat.operator.v1.ImportedLine;
import chat.operator.v1.ImportedSpeaker;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Imports one conversation: begins it with the first batch, appends batch by batch, finishes it with the last. The reader hands batches over;
 * one worker at a time works them off in order.
 */
final class ConversationImport {
    private final IndexedConversation conversation;
    private final ImportCalls calls;
    private final FileReport report;
    private final ImportProgress progress;
    private final TextBudget budget;
    private final Stop stop;

    /** Guarded by this. */
    private final Queue<Batch> waiting = new ArrayDeque<>();
    /** Guarded by this: true while a worker has the conversation. */
    private boolean running;

    /** Reader only: what is not handed over yet. */
    private Batch filling = new Batch(0);

    // the worker that has the conversation only; handed on through the lock
    private final Map<String, Long> userIds = new HashMap<>();
    private long channelId;
    private long nextLine;
    private boolean begun;
    private boolean finished;
    private boolean failed;

    ConversationImport(
            IndexedConversation conversation,
            ImportCalls calls,
            FileReport report,
            ImportProgress progress,
            TextBudget budget,
            Stop stop) {
        this.conversation = conversation;
        this.calls = calls;
        this.report = report;
        this.progress = progress;
        this.budget = budget;
        this.stop = stop;
    }

    /**
     * Reader: adds a message, and hands the batch over when it is full or the conversation is complete.
     *
     * @return true when this was its last one
     */
    boolean add(Batch.Line line, Executor workers) {
        filling.add(line);
        boolean complete = filling.endLine() == conversation.messages();
        if (complete) {
            filling.markLast();
        }
        if (complete || filling.full()) {
            send(workers);
        }
        return complete;
    }

    /** Reader: hands over what there is. */
    void send(Executor workers) {
        if (filling.lines().isEmpty()) {
            return;
        }
        Batch batch = filling;
        filling = new Batch(batch.endLine());
        synchronized (this) {
            waiting.add(batch);
            if (running) {
                return;
            }
            running = true;
        }
        workers.execute(this::work);
    }

    private void work() {
        while (true) {
            Batch batch;
            synchronized (this) {
                batch = waiting.poll();
                if (batch == null) {
                    running = false;
                    return;
                }
            }
            try {
                if (!failed && !stop.requested()) {
                    store(batch);
                }
            } catch (Stop.Stopped stopped) {
                // the report tells what was stored
            } catch (Failure failure) {
                fail(failure);
            } catch (RuntimeException defect) {
                stop.abort(defect);
            } finally {
                budget.release(batch.cost());
            }
        }
    }

    /** What concerns one conversation leaves the others alone; what would meet each of them ends the run. */
    private void fail(Failure failure) {
        switch (failure.exitCode()) {
            case NOT_AUTHENTICATED, PERMISSION_DENIED, UNAVAILABLE -> stop.abort(failure);
            default -> {
                failed = true;
                report.failed(conversation.name(), failure.what());
                progress.failed(conversation.name(), failure.what());
            }
        }
    }

    private void store(Batch batch) {
        if (!begun) {
            begin();
        }
        if (batch.endLine() > nextLine) {
            append(batch);
        } else {
            stored(0, batch.lines().size());
        }
        if (batch.last()) {
            finish();
        }
    }

    private void begin() {
        BeginConversationResponse answer = calls.begin(BeginConversationRequest.newBuilder()
                .setName(conversation.name())
                .setKind(conversation.direct() ? ChannelKind.CHANNEL_KIND_DIRECT : ChannelKind.CHANNEL_KIND_GROUP)
                .addAllSpeakers(conversation.speakersByMessages())
                .setFirstSentAtMillis(conversation.firstSentAtMillis())
                .build());
        if (answer.getNextLine() > conversation.messages()
                || (answer.getFinished() && answer.getNextLine() < conversation.messages())) {
            throw new Failure(
                    ExitCode.CONFLICT,
                    "the server has " + answer.getNextLine() + " messages of it"
                            + (answer.getFinished() ? " and closed it" : "") + ", the file has "
                            + conversation.messages(),
                    "An earlier run imported another version of this conversation.",
                    "Compare the file with the one that was imported, or rename the conversation.");
        }
        for (ImportedSpeaker speaker : answer.getSpeakersList()) {
            userIds.put(speaker.getName(), speaker.getUserId());
            progress.account(speaker);
        }
        channelId = answer.getChannelId();
        nextLine = answer.getNextLine();
        finished = answer.getFinished();
        begun = true;
        report.begun(answer.getMembers(), conversation.speakerCount() - answer.getMembers(), System.nanoTime());
    }

    private void append(Batch batch) {
        int skip = (int) Math.max(0, nextLine - batch.firstLine());
        AppendLinesRequest.Builder request =
                AppendLinesRequest.newBuilder().setChannelId(channelId).setFirstLine(batch.firstLine() + skip);
        for (Batch.Line line : batch.lines().subList(skip, batch.lines().size())) {
            request.addLines(ImportedLine.newBuilder()
                    .setSenderId(userId(line.sender()))
                    .setSentAtMillis(line.sentAtMillis())
                    .setText(line.text()));
        }
        AppendLinesResponse answer = calls.append(request.build());
        if (answer.getNextLine() != batch.endLine()) {
            throw new Failure(
                    ExitCode.CONFLICT,
                    "the server goes on with line " + answer.getNextLine() + " instead of " + batch.endLine(),
                    "Another import of this conversation runs at the same time.",
                    "Let one of them end, then run the same command again.");
        }
        nextLine = answer.getNextLine();
        report.changed(Change.TIME_MOVED, answer.getTimesMoved());
        stored(request.getLinesCount(), skip);
    }

    private long userId(String sender) {
        Long id = userIds.get(sender);
        if (id == null) {
            throw new Failure(
                    ExitCode.INTERNAL,
                    "the server gave no account for " + sender,
                    "This is a defect of the server.",
                    "Report it.");
        }
        return id;
    }

    private void stored(long newMessages, long oldMessages) {
        report.stored(newMessages, oldMessages, System.nanoTime());
        progress.stored(newMessages, oldMessages);
    }

    private void finish() {
        if (!finished) {
            calls.finish(FinishConversationRequest.newBuilder()
                    .setChannelId(channelId)
                    .setLines(conversation.messages())
                    .build());
        }
        report.complete(System.nanoTime());
    }
}
