package chat.core.imports;

import chat.channel.v1.ChannelKind;
import chat.core.audit.Audit;
import chat.core.audit.OperatorCaller;
import chat.core.forward.Forwarder;
import chat.core.message.TextRules;
import chat.core.messageid.IdLayout;
import chat.core.slot.SlotOwnership;
import chat.error.v1.ErrorReason;
import chat.operator.v1.AppendLinesRequest;
import chat.operator.v1.AppendLinesResponse;
import chat.operator.v1.BeginConversationRequest;
import chat.operator.v1.BeginConversationResponse;
import chat.operator.v1.FinishConversationRequest;
import chat.operator.v1.FinishConversationResponse;
import chat.operator.v1.ImportServiceGrpc;
import chat.operator.v1.ImportedLine;
import chat.runtime.error.ChatException;
import chat.runtime.grpc.UnaryReply;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.util.HashSet;
import java.util.concurrent.CompletionStage;

/** {@code chat.operator.v1.ImportService}. Everything of a conversation happens at the owner of its slot; its beginning is audited. */
final class ImportGrpcService extends ImportServiceGrpc.ImportServiceImplBase {
    private static final int MAX_NAME = 200;
    private static final int MAX_LINES = 1_000;

    private final Imports imports;
    private final SlotOwnership ownership;
    private final Forwarder forwarder;
    private final Audit audit;
    private final Clock clock;

    ImportGrpcService(Imports imports, SlotOwnership ownership, Forwarder forwarder, Audit audit, Clock clock) {
        this.imports = imports;
        this.ownership = ownership;
        this.forwarder = forwarder;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public void beginConversation(BeginConversationRequest request, StreamObserver<BeginConversationResponse> replies) {
        UnaryReply.send(replies, () -> {
            OperatorCaller caller = OperatorCaller.current();
            check(request);
            int slot = imports.slot(request.getName());
            return forwarder.route(
                    slot, request, ImportServiceGrpc.getBeginConversationMethod(), here -> begin(caller, slot, here));
        });
    }

    private CompletionStage<BeginConversationResponse> begin(
            OperatorCaller caller, int slot, BeginConversationRequest request) {
        ownership.tenure(slot).check();
        String after = "{\"kind\":\"" + request.getKind() + "\",\"speakers\":" + request.getSpeakersCount() + "}";
        return audit.record(caller, "import.begin", "conversation/" + request.getName(), "", "", after)
                .thenCompose(recorded -> imports.begin(request));
    }

    private void check(BeginConversationRequest request) {
        int length = request.getName().codePointCount(0, request.getName().length());
        if (length < 1 || length > MAX_NAME || request.getName().indexOf(0) >= 0) {
            throw invalid("name must be 1 to " + MAX_NAME + " code points without NUL; it has " + length);
        }
        int speakers = request.getSpeakersCount();
        boolean direct = request.getKind() == ChannelKind.CHANNEL_KIND_DIRECT;
        if (!direct && request.getKind() != ChannelKind.CHANNEL_KIND_GROUP) {
            throw invalid("kind must be CHANNEL_KIND_DIRECT or CHANNEL_KIND_GROUP");
        }
        if (direct ? speakers != 2 : speakers < 1 || speakers > ImportStore.MAX_SPEAKERS) {
            throw invalid("speakers must be 2 for a direct channel, 1 to " + ImportStore.MAX_SPEAKERS
                    + " for a group; there are " + speakers);
        }
        if (new HashSet<>(request.getSpeakersList()).size() != speakers) {
            throw invalid("speakers must be different");
        }
        checkTime("first_sent_at_millis", request.getFirstSentAtMillis());
    }

    private void checkTime(String field, long timeMillis) {
        if (timeMillis < IdLayout.EPOCH_MILLIS || timeMillis > clock.millis()) {
            throw invalid(field + " must not be before 2000 and not in the future; it is " + timeMillis);
        }
    }

    private static ChatException invalid(String detail) {
        return new ChatException(ErrorReason.ERROR_REASON_FIELD_INVALID, detail);
    }

    @Override
    public void appendLines(AppendLinesRequest request, StreamObserver<AppendLinesResponse> replies) {
        UnaryReply.send(replies, () -> {
            check(request);
            int slot = ownership.slots().of(request.getChannelId());
            return forwarder.route(slot, request, ImportServiceGrpc.getAppendLinesMethod(), imports::append);
        });
    }

    private void check(AppendLinesRequest request) {
        if (request.getLinesCount() < 1 || request.getLinesCount() > MAX_LINES || request.getFirstLine() < 0) {
            throw invalid("lines must be 1 to " + MAX_LINES + ", from first_line 0 on");
        }
        for (int i = 0; i < request.getLinesCount(); i++) {
            ImportedLine line = request.getLines(i);
            try {
                TextRules.check(line.getText());
                checkTime("sent_at_millis", line.getSentAtMillis());
            } catch (ChatException refused) {
                throw new ChatException(
                        refused.reason(), "line " + (request.getFirstLine() + i) + ": " + refused.detail());
            }
        }
    }

    @Override
    public void finishConversation(
            FinishConversationRequest request, StreamObserver<FinishConversationResponse> replies) {
        UnaryReply.send(replies, () -> {
            int slot = ownership.slots().of(request.getChannelId());
            return forwarder.route(
                    slot,
                    request,
                    ImportServiceGrpc.getFinishConversationMethod(),
                    here -> imports.finish(here.getChannelId(), here.getLines()));
        });
    }
}
