package chat.core.inbox;

import chat.core.cassandra.Cassandra;
import chat.core.cassandra.CassandraConfig;
import chat.core.schema.Schema;
import chat.core.schema.SchemaLock;
import chat.localstack.Engines;
import java.time.Duration;
import java.util.List;

/** The product's schema on the Cassandra that the tests of this JVM share. */
final class InboxKeyspace implements AutoCloseable {
    private static final String REPLICATION = "{'class': 'SimpleStrategy', 'replication_factor': 1}";

    private final Cassandra cassandra;

    private InboxKeyspace(Cassandra cassandra) {
        this.cassandra = cassandra;
    }

    static InboxKeyspace open() {
        Engines engines = Engines.shared();
        Cassandra cassandra = Cassandra.connect(new CassandraConfig(
                List.of(engines.cassandraHosts().get(0) + ":" + engines.cassandraPort()),
                "datacenter1",
                "inbox_it",
                REPLICATION,
                null,
                null,
                Duration.ofSeconds(12)));
        Schema.of(cassandra, REPLICATION, "test").apply(SchemaLock.NONE);
        return new InboxKeyspace(cassandra);
    }

    Cassandra cassandra() {
        return cassandra;
    }

    /** @param cql {@code %s} in it stands for the keyspace */
    void execute(String cql) {
        cassandra.executeNow(cql.formatted(cassandra.keyspace()));
    }

    @Override
    public void close() {
        cassandra.close();
    }
}
