package chat.core.audit;

import chat.core.messageid.IdMinter;
import chat.operator.v1.AuditEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The audit log in memory, for tests of other features. */
public final class TestAudit {
    private static final Map<AuditFeature, InMemoryAuditStore> STORES = new HashMap<>();

    private TestAudit() {}

    public static synchronized AuditFeature create(IdMinter ids) {
        InMemoryAuditStore store = new InMemoryAuditStore();
        AuditFeature feature = new AuditFeature(store, ids);
        STORES.put(feature, store);
        return feature;
    }

    /** From now on nothing can be recorded. */
    public static synchronized void fail(AuditFeature feature, RuntimeException thrown) {
        STORES.get(feature).fail(thrown);
    }

    /** {@code operator action target reason}, oldest first. */
    public static synchronized List<String> lines(AuditFeature feature) {
        return entries(feature).stream()
                .map(entry -> (entry.getOperator() + " " + entry.getAction() + " " + entry.getTarget() + " "
                                + entry.getReason())
                        .strip())
                .toList();
    }

    /** Oldest first. */
    public static synchronized List<AuditEntry> entries(AuditFeature feature) {
        return List.copyOf(STORES.get(feature).entries);
    }
}
