package chat.core.audit;

import chat.operator.v1.AuditEntry;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Keeps audit entries. Adds, never changes. */
interface AuditStore {
    /** Durable when it completes. */
    CompletionStage<Void> add(AuditEntry entry);

    /**
     * Entries of one hour of a UTC day, newest first.
     *
     * @param hour 0 to 23
     * @param beforeId only entries with smaller ids
     * @param limit at most so many
     */
    CompletionStage<List<AuditEntry>> list(LocalDate day, int hour, long beforeId, int limit);
}
