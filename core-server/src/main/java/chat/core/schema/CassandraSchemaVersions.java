package chat.core.schema;

import chat.core.cassandra.Cassandra;
import com.datastax.driver.core.Row;
import com.datastax.driver.core.SimpleStatement;
import java.util.Map;
import java.util.TreeMap;

/** The table {@code schema_versions}: key (component, number). Blocks. */
final class CassandraSchemaVersions {
    private static final String COMPONENT = "chat";

    private final Cassandra cassandra;

    /** A file that was applied. */
    record Applied(String name, String checksum, String nodeId) {}

    CassandraSchemaVersions(Cassandra cassandra) {
        this.cassandra = cassandra;
    }

    /** By number; empty when the keyspace or the table does not exist yet. */
    Map<Integer, Applied> applied() {
        Map<Integer, Applied> applied = new TreeMap<>();
        if (!cassandra.hasTable("schema_versions")) {
            return applied;
        }
        // key: component; some dozens of rows
        for (Row row : cassandra.executeNow(new SimpleStatement(
                "SELECT number, name, checksum, applied_by FROM " + cassandra.keyspace()
                        + ".schema_versions WHERE component = ? LIMIT 10000",
                COMPONENT))) {
            applied.put(
                    row.getInt("number"),
                    new Applied(row.getString("name"), row.getString("checksum"), row.getString("applied_by")));
        }
        return applied;
    }

    void record(SchemaFile file, String nodeId) {
        cassandra.executeNow(new SimpleStatement(
                "INSERT INTO " + cassandra.keyspace()
                        + ".schema_versions (component, number, name, checksum, applied_at, applied_by)"
                        + " VALUES (?, ?, ?, ?, toTimestamp(now()), ?)",
                COMPONENT,
                file.number(),
                file.name(),
                file.checksum(),
                nodeId));
    }
}
