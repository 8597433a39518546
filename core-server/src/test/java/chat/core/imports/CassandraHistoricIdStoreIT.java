package chat.core.imports;

import chat.core.cassandra.TestKeyspace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class CassandraHistoricIdStoreIT extends HistoricIdStoreContract {
    private static TestKeyspace keyspace;
    private static HistoricIdStore store;

    @BeforeAll
    static void open() {
        keyspace = TestKeyspace.open();
        store = new CassandraHistoricIdStore(keyspace.cassandra());
    }

    @AfterAll
    static void close() {
        keyspace.close();
    }

    @Override
    HistoricIdStore store() {
        return store;
    }
}
