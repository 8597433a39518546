package chat.core.channel;

import chat.core.cassandra.TestKeyspace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class CassandraChannelStoreIT extends ChannelStoreContract {
    private static TestKeyspace keyspace;
    private static ChannelStore store;

    @BeforeAll
    static void open() {
        keyspace = TestKeyspace.open();
        store = new CassandraChannelStore(keyspace.cassandra());
    }

    @AfterAll
    static void close() {
        keyspace.close();
    }

    @Override
    ChannelStore store() {
        return store;
    }
}
