package chat.core.audit;

import chat.operator.v1.AuditEntry;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Audit entries for tests; can be told to fail. */
final class InMemoryAuditStore implements AuditStore {
    final List<AuditEntry> entries = new CopyOnWriteArrayList<>();
    private volatile @Nullable RuntimeException failure;

    /** From now on nothing can be added. */
    void fail(RuntimeException thrown) {
        failure = thrown;
    }

    @Override
    public CompletionStage<Void> add(AuditEntry entry) {
        RuntimeException thrown = failure;
        if (thrown != null) {
            return CompletableFuture.failedFuture(thrown);
        }
        entries.removeIf(same -> same.getAuditId() == entry.getAuditId());
        entries.add(entry);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<List<AuditEntry>> list(LocalDate day, int hour, long beforeId, int limit) {
        return CompletableFuture.completedFuture(entries.stream()
                .filter(entry -> entry.getAuditId() < beforeId)
                .filter(entry -> {
                    OffsetDateTime time =
                            Instant.ofEpochMilli(entry.getTimeMillis()).atOffset(ZoneOffset.UTC);
                    return time.toLocalDate().equals(day) && time.getHour() == hour;
                })
                .sorted(Comparator.comparingLong(AuditEntry::getAuditId).reversed())
                .limit(limit)
                .toList());
    }
}
