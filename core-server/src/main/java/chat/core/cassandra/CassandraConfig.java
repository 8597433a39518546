package chat.core.cassandra;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where Cassandra is and how it is asked.
 *
 * @param contactPoints {@code host:port}, at least one
 * @param localDatacenter the data centre whose replicas answer
 * @param keyspace name of the keyspace
 * @param replication CQL map for the keyspace, as in <code>{'class': 'NetworkTopologyStrategy', 'dc1': 3}</code>
 * @param username null for no authentication
 * @param requestTimeout bound on one request, retries included
 */
public record CassandraConfig(
        List<String> contactPoints,
        String localDatacenter,
        String keyspace,
        String replication,
        @Nullable String username,
        @Nullable String password,
        Duration requestTimeout) {
    public CassandraConfig {
        contactPoints = List.copyOf(contactPoints);
        if (contactPoints.isEmpty()) {
            throw new IllegalArgumentException("cassandra needs at least one contact point");
        }
        if (!keyspace.matches("[a-z][a-z0-9_]{0,47}")) {
            throw new IllegalArgumentException("cassandra keyspace must be 1 to 48 of a-z 0-9 _, not " + keyspace);
        }
    }

    @Override
    public String toString() {
        return "CassandraConfig[contactPoints=" + contactPoints + ", keyspace=" + keyspace + "]";
    }
}
