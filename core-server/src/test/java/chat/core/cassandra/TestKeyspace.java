package chat.core.cassandra;

import chat.core.schema.Schema;
import chat.core.schema.SchemaLock;
import chat.localstack.Engines;
import java.time.Duration;
import java.util.UUID;

/** A keyspace of its own in the Cassandra that the tests of this JVM share, with the product's schema. */
public final class TestKeyspace implements AutoCloseable {
    private static final String REPLICATION = "{'class': 'SimpleStrategy', 'replication_factor': 1}";

    private final Cassandra cassandra;

    private TestKeyspace(Cassandra cassandra) {
        this.cassandra = cassandra;
    }

    public static TestKeyspace open() {
        Engines engines = Engines.shared();
        Cassandra cassandra = Cassandra.connect(new CassandraConfig(
                engines.cassandraHosts().stream()
                        .map(host -> host + ":" + engines.cassandraPort())
                        .toList(),
                "datacenter1",
                "test_" + UUID.randomUUID().toString().replace("-", ""),
                REPLICATION,
                null,
                null,
                Duration.ofSeconds(20)));
        Schema.of(cassandra, REPLICATION, "test").apply(SchemaLock.NONE);
        return new TestKeyspace(cassandra);
    }

    public Cassandra cassandra() {
        return cassandra;
    }

    @Override
    public void close() {
        cassandra.close();
    }
}
