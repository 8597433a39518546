package chat.core.inbox;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class CassandraCursorStoreIT extends CursorStoreContract {
    private static InboxKeyspace keyspace;
    private static CursorStore store;

    @BeforeAll
    static void connect() {
        keyspace = InboxKeyspace.open();
        store = new CassandraCursorStore(keyspace.cassandra());
    }

    @AfterAll
    static void close() {
        keyspace.close();
    }

    @Override
    CursorStore store() {
        return store;
    }
}
