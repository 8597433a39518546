package chat.core.audit;

import chat.core.page.PageLimits;
import chat.core.page.PageTokens;
import chat.error.v1.ErrorReason;
import chat.operator.v1.AuditEntry;
import chat.operator.v1.AuditServiceGrpc;
import chat.operator.v1.ListAuditEntriesRequest;
import chat.operator.v1.ListAuditEntriesResponse;
import chat.runtime.error.ChatException;
import chat.runtime.grpc.UnaryReply;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code chat.operator.v1.AuditService}. Looking at the audit log is in the audit log. */
final class AuditGrpcService extends AuditServiceGrpc.AuditServiceImplBase {
    private static final String LIST = "audit-entries";
    private static final PageLimits LIMITS = new PageLimits(50, 200);

    private final AuditLog log;
    private final PageTokens tokens;
    private final Clock clock;

    AuditGrpcService(AuditLog log, PageTokens tokens, Clock clock) {
        this.log = log;
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public void listAuditEntries(ListAuditEntriesRequest request, StreamObserver<ListAuditEntriesResponse> replies) {
        UnaryReply.send(replies, () -> list(request));
    }

    private CompletionStage<ListAuditEntriesResponse> list(ListAuditEntriesRequest request) {
        OperatorCaller caller = OperatorCaller.current();
        int size = LIMITS.size(request.getPageSize());
        LocalDate day;
        long beforeId;
        if (request.getPageToken().isEmpty()) {
            day = day(request.getDate());
            beforeId = Long.MAX_VALUE;
        } else {
            // the day is in the token: "today" may be another one when the next page is asked for
            String[] position =
                    tokens.open(request.getPageToken(), LIST, request.getDate()).split(" ");
            day = LocalDate.parse(position[0]);
            beforeId = Long.parseLong(position[1]);
        }
        return log.record(caller, "audit.list", "audit/" + day, "")
                .thenCompose(recorded -> log.list(day, beforeId, size + 1))
                .thenApply(entries -> {
                    List<AuditEntry> page = entries.subList(0, Math.min(size, entries.size()));
                    ListAuditEntriesResponse.Builder response =
                            ListAuditEntriesResponse.newBuilder().addAllEntries(page);
                    if (entries.size() > size) {
                        response.setNextPageToken(
                                tokens.seal(day + " " + page.get(size - 1).getAuditId(), LIST, request.getDate()));
                    }
                    return response.build();
                });
    }

    private LocalDate day(String date) {
        if (date.isEmpty()) {
            return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        }
        try {
            return LocalDate.parse(date);
        } catch (DateTimeParseException malformed) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_FIELD_INVALID,
                    "date must be a UTC date as in 2026-11-24, or empty for today; it is " + date);
        }
    }
}
