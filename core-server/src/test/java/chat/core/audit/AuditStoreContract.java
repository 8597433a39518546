package chat.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import chat.core.messageid.IdLayout;
import chat.operator.v1.AuditEntry;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** What every store of audit entries must do. Each test uses a day of its own. */
abstract class AuditStoreContract {
    private final LocalDate day =
            LocalDate.of(2026, 1, 1).plusDays(ThreadLocalRandom.current().nextInt(30_000));

    abstract AuditStore store();

    @Test
    void list_isNewestFirst_withinTheHour() {
        AuditEntry first = add("09:59:59.999", 0);
        AuditEntry second = add("10:00:00", 0);
        AuditEntry third = add("10:00:00", 1);
        AuditEntry fourth = add("10:59:59.999", 7);
        add("11:00:00", 0);
        assertThat(list(10, Long.MAX_VALUE, 10)).containsExactly(fourth, third, second);
        assertThat(list(10, Long.MAX_VALUE, 2)).containsExactly(fourth, third);
        assertThat(list(10, third.getAuditId(), 10)).containsExactly(second);
        assertThat(list(9, Long.MAX_VALUE, 10)).containsExactly(first);
        assertThat(list(8, Long.MAX_VALUE, 10)).isEmpty();
    }

    @Test
    void add_again_changesNothing() {
        AuditEntry entry = add("10:00:00", 0);
        store().add(entry).toCompletableFuture().join();
        assertThat(list(10, Long.MAX_VALUE, 10)).containsExactly(entry);
    }

    private AuditEntry add(String time, int sequence) {
        long millis =
                LocalTime.parse(time).atDate(day).toInstant(ZoneOffset.UTC).toEpochMilli();
        AuditEntry entry = AuditEntry.newBuilder()
                .setAuditId(IdLayout.id(millis, 3, sequence))
                .setTimeMillis(millis)
                .setOperator("ops")
                .setAddress("10.0.0.1")
                .setAction("user.get")
                .setTarget("user/1")
                .setReason("why")
                .setBefore("{\"a\":1}")
                .setAfter("{\"a\":2}")
                .build();
        store().add(entry).toCompletableFuture().join();
        return entry;
    }

    private List<AuditEntry> list(int hour, long beforeId, int limit) {
        return store().list(day, hour, beforeId, limit).toCompletableFuture().join();
    }
}
