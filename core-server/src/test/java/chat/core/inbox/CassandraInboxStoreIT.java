package chat.core.inbox;

import chat.core.slot.SlotTenure;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class CassandraInboxStoreIT extends InboxStoreContract {
    private static final Map<Duration, InboxStore> stores = new HashMap<>();
    private static InboxKeyspace keyspace;

    @BeforeAll
    static void connect() {
        keyspace = InboxKeyspace.open();
    }

    @AfterAll
    static void close() {
        stores.clear();
        keyspace.close();
    }

    @Override
    InboxStore store(Duration timeToLive) {
        return stores.computeIfAbsent(timeToLive, ttl -> new CassandraInboxStore(keyspace.cassandra(), ttl));
    }

    @Override
    void lateFence(long userId, long after, SlotTenure tenure) {
        keyspace.execute("DELETE FROM %s.inbox_entries USING TIMESTAMP " + tenure.fenceTimestamp() + " WHERE user_id = "
                + userId + " AND bucket = 0 AND position > " + after);
    }
}
