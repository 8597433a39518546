package chat.core.imports;

import chat.core.cassandra.TestKeyspace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class CassandraImportStoreIT extends ImportStoreContract {
    private static TestKeyspace keyspace;
    private static ImportStore store;

    @BeforeAll
    static void open() {
        keyspace = TestKeyspace.open();
        store = new CassandraImportStore(keyspace.cassandra());
    }

    @AfterAll
    static void close() {
        keyspace.close();
    }

    @Override
    ImportStore store() {
        return store;
    }
}
