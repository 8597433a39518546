package chat.core.audit;

final class InMemoryAuditStoreTest extends AuditStoreContract {
    private final AuditStore store = new InMemoryAuditStore();

    @Override
    AuditStore store() {
        return store;
    }
}
