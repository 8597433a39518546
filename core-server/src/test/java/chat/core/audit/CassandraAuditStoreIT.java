package chat.core.audit;

import chat.core.cassandra.TestKeyspace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class CassandraAuditStoreIT extends AuditStoreContract {
    private static TestKeyspace keyspace;
    private static AuditStore store;

    @BeforeAll
    static void open() {
        keyspace = TestKeyspace.open();
        store = new CassandraAuditStore(keyspace.cassandra());
    }

    @AfterAll
    static void close() {
        keyspace.close();
    }

    @Override
    AuditStore store() {
        return store;
    }
}
