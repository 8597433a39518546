package chat.ctl;

import chat.error.v1.ErrorReason;
import chat.operator.v1.AppendLinesRequest;
import chat.operator.v1.AppendLinesResponse;
import chat.operator.v1.BeginConversationRequest;
import chat.operator.v1.BeginConversationResponse;
import chat.operator.v1.FinishConversationRequest;
import chat.operator.v1.FinishConversationResponse;
import chat.operator.v1.ImportServiceGrpc;
import chat.operator.v1.ImportedLine;
import chat.operator.v1.ImportedSpeaker;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The import service as its proto describes it, kept in memory: refuses what the real one refuses. */
final class FakeImportService extends ImportServiceGrpc.ImportServiceImplBase {
    /** One conversation as it is stored. */
    static final class Stored {
        final BeginConversationRequest begun;
        final long channelId;
        final List<ImportedLine> lines = new ArrayList<>();
        boolean finished;

        Stored(BeginConversationRequest begun, long channelId) {
            this.begun = begun;
            this.channelId = channelId;
        }
    }

    final Map<String, Stored> conversations = new LinkedHashMap<>();
    final Map<String, Long> accounts = new HashMap<>();
    final AtomicInteger appends = new AtomicInteger();
    /** So many calls fail as unavailable before the next one is carried out. */
    final AtomicInteger outages = new AtomicInteger();
    /** Runs when an append is stored, before it is answered. */
    volatile Runnable afterAppend = () -> {};

    synchronized List<String> texts(String conversation) {
        return conversations.get(conversation).lines.stream()
                .map(ImportedLine::getText)
                .toList();
    }

    synchronized String nameOf(long userId) {
        return accounts.entrySet().stream()
                .filter(account -> account.getValue() == userId)
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    @Override
    public void beginConversation(BeginConversationRequest request, StreamObserver<BeginConversationResponse> replies) {
        answer(replies, () -> begin(request));
    }

    @Override
    public void appendLines(AppendLinesRequest request, StreamObserver<AppendLinesResponse> replies) {
        answer(replies, () -> append(request));
    }

    @Override
    public void finishConversation(
            FinishConversationRequest request, StreamObserver<FinishConversationResponse> replies) {
        answer(replies, () -> finish(request));
    }

    private synchronized BeginConversationResponse begin(BeginConversationRequest request) {
        if (request.getName().equals("forbidden")) {
            throw new ChatException(ErrorReason.ERROR_REASON_FIELD_INVALID, "name 'forbidden' is not allowed");
        }
        Stored stored = conversations.computeIfAbsent(
                request.getName(), name -> new Stored(request, 1000L + conversations.size()));
        BeginConversationResponse.Builder answer = BeginConversationResponse.newBuilder()
                .setChannelId(stored.channelId)
                .setNextLine(stored.lines.size())
                .setFinished(stored.finished)
                .setMembers(Math.min(100, request.getSpeakersCount()));
        for (int i = 0; i < request.getSpeakersCount(); i++) {
            String name = request.getSpeakers(i);
            answer.addSpeakers(ImportedSpeaker.newBuilder()
                    .setName(name)
                    .setUserId(accounts.computeIfAbsent(name, n -> 5000L + accounts.size()))
                    .setUsername(name.replace(' ', '_'))
                    .setMember(i < 100));
        }
        return answer.build();
    }

    private AppendLinesResponse append(AppendLinesRequest request) {
        AppendLinesResponse answer = store(request);
        appends.incrementAndGet();
        afterAppend.run();
        return answer;
    }

    private synchronized AppendLinesResponse store(AppendLinesRequest request) {
        Stored stored = byId(request.getChannelId());
        if (request.getFirstLine() > stored.lines.size() || stored.finished) {
            throw new ChatException(ErrorReason.ERROR_REASON_IMPORT_CONFLICT, "lines are missing before these");
        }
        if (request.getLinesCount() < 1 || request.getLinesCount() > 1000) {
            throw new ChatException(ErrorReason.ERROR_REASON_FIELD_INVALID, "1 to 1,000 lines");
        }
        for (int i = (int) (stored.lines.size() - request.getFirstLine()); i < request.getLinesCount(); i++) {
            ImportedLine line = request.getLines(i);
            int length = line.getText().codePointCount(0, line.getText().length());
            if (length < 1 || length > 99_999 || line.getText().indexOf('\0') >= 0) {
                throw new ChatException(ErrorReason.ERROR_REASON_TEXT_INVALID, "text of " + length + " characters");
            }
            stored.lines.add(line);
        }
        return AppendLinesResponse.newBuilder().setNextLine(stored.lines.size()).build();
    }

    private synchronized FinishConversationResponse finish(FinishConversationRequest request) {
        Stored stored = byId(request.getChannelId());
        if (request.getLines() != stored.lines.size()) {
            throw new ChatException(ErrorReason.ERROR_REASON_IMPORT_CONFLICT, "lines are missing");
        }
        stored.finished = true;
        return FinishConversationResponse.getDefaultInstance();
    }

    private Stored byId(long channelId) {
        return conversations.values().stream()
                .filter(stored -> stored.channelId == channelId)
                .findFirst()
                .orElseThrow(() -> new ChatException(ErrorReason.ERROR_REASON_CHANNEL_NOT_FOUND, "no such channel"));
    }

    private <R> void answer(StreamObserver<R> replies, java.util.function.Supplier<R> answer) {
        if (outages.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            replies.onError(Errors.toStatus(
                    new ChatException(ErrorReason.ERROR_REASON_STORE_UNAVAILABLE, "too few replicas are alive")));
            return;
        }
        try {
            replies.onNext(answer.get());
            replies.onCompleted();
        } catch (ChatException named) {
            replies.onError(Errors.toStatus(named));
        }
    }
}
