package chat.core.imports;

import chat.core.channel.ChannelState;
import chat.core.channel.ChannelStore;
import chat.core.channel.ImportProgress;
import chat.core.message.Buckets;
import chat.core.message.ChannelTurn;
import chat.core.message.ChannelTurns;
import chat.core.message.MessageMetrics;
import chat.core.messageid.IdLayout;
import chat.error.v1.ErrorReason;
import chat.message.v1.Message;
import chat.operator.v1.AppendLinesRequest;
import chat.operator.v1.AppendLinesResponse;
import chat.operator.v1.ImportedLine;
import chat.runtime.error.ChatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;

/**
 * Appends lines to a channel, in its turn. Ids are reserved; their range is stored on condition of the owner's epoch; rows are written; the lines count when the
 * next line's number is stored, on the same condition. Whoever finds a range without its lines fences it off before going on.
 */
final class ImportLines implements ChannelTurns.Turn<AppendLinesResponse> {
    private static final int WRITE_ROWS = 100;
    private static final int WRITE_BYTES = 256 << 10;
    private static final int LANES = IdLayout.LANES;

    private final AppendLinesRequest request;
    private final Set<Long> guests;
    private final ChannelStore channels;
    private final HistoricMinter minter;
    private final MessageMetrics metrics;

    /** @param guests speakers who are no members */
    ImportLines(
            AppendLinesRequest request,
            Set<Long> guests,
            ChannelStore channels,
            HistoricMinter minter,
            MessageMetrics metrics) {
        this.request = request;
        this.guests = guests;
        this.channels = channels;
        this.minter = minter;
        this.metrics = metrics;
    }

    @Override
    public CompletionStage<AppendLinesResponse> run(ChannelTurn turn) {
        ChannelState channel = turn.channel();
        ImportProgress progress = imported(channel);
        long skip = progress.nextLine() - request.getFirstLine();
        if (skip < 0) {
            throw conflict("the next line is " + progress.nextLine() + ", not " + request.getFirstLine());
        }
        if (skip >= request.getLinesCount()) {
            turn.tenure().check();
            return CompletableFuture.completedFuture(response(progress.nextLine(), 0));
        }
        if (progress.finished()) {
            throw conflict("the conversation was finished with " + progress.nextLine() + " lines");
        }
        List<ImportedLine> lines = request.getLinesList().subList((int) skip, request.getLinesCount());
        checkSenders(channel, lines, progress.nextLine());
        long[] times = lines.stream().mapToLong(ImportedLine::getSentAtMillis).toArray();
        int lane = turn.tenure().slot() % LANES;
        return minter.mint(lane, progress.lastId(), times)
                .thenComposeAsync(ids -> write(turn, progress, lines, ids), turn.thread());
    }

    static ImportProgress imported(ChannelState channel) {
        if (channel.imported() == null) {
            throw conflict("channel " + channel.channelId() + " is not imported: begin a conversation first");
        }
        return channel.imported();
    }

    private void checkSenders(ChannelState channel, List<ImportedLine> lines, long firstLine) {
        LongPredicate speaks = userId -> channel.isMember(userId) || guests.contains(userId);
        for (int i = 0; i < lines.size(); i++) {
            if (!speaks.test(lines.get(i).getSenderId())) {
                throw new ChatException(
                        ErrorReason.ERROR_REASON_FIELD_INVALID,
                        "sender_id " + lines.get(i).getSenderId() + " of line " + (firstLine + i)
                                + " is no speaker of this conversation");
            }
        }
    }

    private CompletionStage<AppendLinesResponse> write(
            ChannelTurn turn, ImportProgress progress, List<ImportedLine> lines, long[] ids) {
        ChannelState before = turn.channel();
        // before the first line the range begins at its id: otherwise it would begin in 2000
        long lastId = progress.nextLine() == 0 ? ids[0] - 1 : progress.lastId();
        ImportProgress writing =
                new ImportProgress(progress.name(), false, progress.nextLine(), lastId, ids[ids.length - 1]);
        ImportProgress stored = writing.stored(lines.size());
        ChannelState during = before.withImported(writing);
        ChannelState after = before.withImported(stored);
        return progress(turn, before, during)
                .thenComposeAsync(
                        told -> {
                            turn.become(during, progress.lastId());
                            return rows(turn, lines, ids, progress.nextLine());
                        },
                        turn.thread())
                .thenCompose(written -> progress(turn, during, after))
                .thenApplyAsync(
                        counted -> {
                            turn.tenure().check();
                            turn.become(after, ids[ids.length - 1]);
                            metrics.imported(lines.size());
                            return response(stored.nextLine(), moved(lines, ids));
                        },
                        turn.thread());
    }

    /** Stores progress; a repeat of one that had succeeded finds it there. */
    private CompletionStage<Void> progress(ChannelTurn turn, ChannelState before, ChannelState after) {
        return progress(channels, turn, before, after);
    }

    static CompletionStage<Void> progress(
            ChannelStore channels, ChannelTurn turn, ChannelState before, ChannelState after) {
        return turn.repeat()
                .untilKnown(() -> channels.progress(before, after)
                        .thenCompose(applied -> applied
                                ? CompletableFuture.completedFuture(true)
                                : channels.find(before.channelId())
                                        .thenApply(row -> row.filter(now -> now.ownerEpoch() == before.ownerEpoch())
                                                .map(ChannelState::imported)
                                                .filter(after.imported()::equals)
                                                .isPresent())))
                .thenAccept(known -> {
                    turn.tenure().check();
                    if (!known) {
                        throw new IllegalStateException(
                                "import of channel " + before.channelId() + " was changed beside its owner");
                    }
                });
    }

    private CompletionStage<Void> rows(ChannelTurn turn, List<ImportedLine> lines, long[] ids, long firstLine) {
        List<List<Message>> writes = new ArrayList<>();
        List<Integer> buckets = new ArrayList<>();
        List<Message> current = new ArrayList<>();
        int bytes = 0;
        for (int i = 0; i < ids.length; i++) {
            int bucket = Buckets.of(ids[i]);
            boolean newBucket = buckets.isEmpty() || buckets.get(buckets.size() - 1) != bucket;
            if (newBucket || current.size() >= WRITE_ROWS || bytes > WRITE_BYTES) {
                current = new ArrayList<>();
                writes.add(current);
                bytes = 0;
            }
            if (newBucket) {
                buckets.add(bucket);
            }
            ImportedLine line = lines.get(i);
            current.add(Message.newBuilder()
                    .setMessageId(ids[i])
                    .setChannelId(request.getChannelId())
                    .setSenderId(line.getSenderId())
                    .setClientMessageId("import-" + (firstLine + i))
                    .setSentAtMillis(IdLayout.timeMillis(ids[i]))
                    .setText(line.getText())
                    .build());
            bytes += 2 * line.getText().length();
        }
        CompletableFuture<?>[] listed = buckets.stream()
                .map(bucket ->
                        turn.repeat().untilKnown(() -> turn.addBucket(bucket)).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(listed)
                .thenCompose(done -> CompletableFuture.allOf(writes.stream()
                        .map(rows -> turn.write(rows).toCompletableFuture())
                        .toArray(CompletableFuture<?>[]::new)));
    }

    private static int moved(List<ImportedLine> lines, long[] ids) {
        int moved = 0;
        for (int i = 0; i < ids.length; i++) {
            if (IdLayout.timeMillis(ids[i]) != lines.get(i).getSentAtMillis()) {
                moved++;
            }
        }
        return moved;
    }

    private static AppendLinesResponse response(long nextLine, int moved) {
        return AppendLinesResponse.newBuilder()
                .setNextLine(nextLine)
                .setTimesMoved(moved)
                .build();
    }

    static ChatException conflict(String detail) {
        return new ChatException(ErrorReason.ERROR_REASON_IMPORT_CONFLICT, detail);
    }
}
