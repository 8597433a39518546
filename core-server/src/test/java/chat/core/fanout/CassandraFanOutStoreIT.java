package chat.core.fanout;

import chat.core.cassandra.TestKeyspace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class CassandraFanOutStoreIT extends FanOutStoreContract {
    private static TestKeyspace keyspace;
    private static FanOutStore store;

    @BeforeAll
    static void open() {
        keyspace = TestKeyspace.open();
        store = new CassandraFanOutStore(keyspace.cassandra());
    }

    @AfterAll
    static void close() {
        keyspace.close();
    }

    @Override
    FanOutStore store() {
        return store;
    }
}
