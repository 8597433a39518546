package chat.core.audit;

import chat.core.messageid.IdLayout;
import chat.core.messageid.IdMinter;
import chat.operator.v1.AuditEntry;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Writes audit entries and reads them by day. An entry's time is that of its id. */
final class AuditLog implements Audit {
    private final AuditStore store;
    private final IdMinter ids;

    AuditLog(AuditStore store, IdMinter ids) {
        this.store = store;
        this.ids = ids;
    }

    @Override
    public CompletionStage<Void> record(
            OperatorCaller caller, String action, String target, String reason, String before, String after) {
        long id;
        try {
            id = ids.mint(0);
        } catch (RuntimeException noId) {
            return CompletableFuture.failedFuture(noId);
        }
        return store.add(AuditEntry.newBuilder()
                .setAuditId(id)
                .setTimeMillis(IdLayout.timeMillis(id))
                .setOperator(caller.name())
                .setAddress(caller.address())
                .setAction(action)
                .setTarget(target)
                .setReason(reason)
                .setBefore(before)
                .setAfter(after)
                .build());
    }

    /** Entries of a UTC day with ids below {@code beforeId}, newest first, at most {@code limit}. */
    CompletionStage<List<AuditEntry>> list(LocalDate day, long beforeId, int limit) {
        long lastMillis = beforeId == Long.MAX_VALUE ? Long.MAX_VALUE : IdLayout.timeMillis(beforeId);
        Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        int hour = lastMillis >= end.toEpochMilli()
                ? 23
                : Instant.ofEpochMilli(lastMillis).atOffset(ZoneOffset.UTC).getHour();
        return fill(new ArrayList<>(), day, hour, beforeId, limit);
    }

    private CompletionStage<List<AuditEntry>> fill(
            List<AuditEntry> page, LocalDate day, int hour, long beforeId, int limit) {
        if (hour < 0 || page.size() == limit) {
            return CompletableFuture.completedFuture(page);
        }
        return store.list(day, hour, beforeId, limit - page.size()).thenCompose(entries -> {
            page.addAll(entries);
            return fill(page, day, hour - 1, beforeId, limit);
        });
    }
}
