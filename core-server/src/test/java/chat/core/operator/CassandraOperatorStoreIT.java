package chat.core.operator;

import chat.core.cassandra.TestKeyspace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class CassandraOperatorStoreIT extends OperatorStoreContract {
    private static TestKeyspace keyspace;
    private static OperatorStore store;

    @BeforeAll
    static void open() {
        keyspace = TestKeyspace.open();
        store = new CassandraOperatorStore(keyspace.cassandra());
    }

    @AfterAll
    static void close() {
        keyspace.close();
    }

    @Override
    OperatorStore store() {
        return store;
    }
}
