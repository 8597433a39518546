package chat.core.message;

import chat.core.cassandra.TestKeyspace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class CassandraMessageStoreIT extends MessageStoreContract {
    private static TestKeyspace keyspace;
    private static MessageStore store;

    @BeforeAll
    static void open() {
        keyspace = TestKeyspace.open();
        store = new CassandraMessageStore(keyspace.cassandra());
    }

    @AfterAll
    static void close() {
        keyspace.close();
    }

    @Override
    MessageStore store() {
        return store;
    }
}
