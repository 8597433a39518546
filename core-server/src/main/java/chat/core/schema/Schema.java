package chat.core.schema;

import chat.core.cassandra.Cassandra;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the database to the schema that this version needs, or refuses to start with it. Blocks; for start-up only.
 *
 * <p>Refused with SCHEMA_MISMATCH: files missing when they may not be applied, a file that differs from what was applied, a database that is newer than this
 * program.
 */
public final class Schema {
    private static final Logger log = LoggerFactory.getLogger(Schema.class);
    private static final Duration AGREEMENT_LIMIT = Duration.ofSeconds(60);

    private final Cassandra cassandra;
    private final String replication;
    private final String nodeId;
    private final List<SchemaFile> files;
    private final CassandraSchemaVersions versions;

    Schema(Cassandra cassandra, String replication, String nodeId, List<SchemaFile> files) {
        this.cassandra = cassandra;
        this.replication = replication;
        this.nodeId = nodeId;
        this.files = files;
        this.versions = new CassandraSchemaVersions(cassandra);
    }

    /**
     * The schema in this program's jar.
     *
     * @param replication CQL map for a keyspace that has to be created
     * @param nodeId recorded with what is applied
     */
    public static Schema of(Cassandra cassandra, String replication, String nodeId) {
        return new Schema(cassandra, replication, nodeId, SchemaFiles.read());
    }

    /** Applies what is missing, under the lock. */
    public void apply(SchemaLock lock) {
        if (missing(versions.applied()).isEmpty()) {
            return;
        }
        try (SchemaLock.Held held = lock.acquire()) {
            log.atDebug().addKeyValue("event", "schema.locked").log("schema lock held: {}", held);
            // whoever had the lock before may have done it all
            for (SchemaFile file : missing(versions.applied())) {
                apply(file);
            }
        }
    }

    /** Changes nothing. */
    public void check() {
        List<SchemaFile> missing = missing(versions.applied());
        if (!missing.isEmpty()) {
            throw mismatch("schema " + missing.get(0).label() + " is not applied to keyspace " + cassandra.keyspace()
                    + ": set core.cassandra.apply-schema=true and start a node");
        }
    }

    /** What is not applied yet; refuses what contradicts this program. */
    private List<SchemaFile> missing(Map<Integer, CassandraSchemaVersions.Applied> applied) {
        int newest = files.get(files.size() - 1).number();
        applied.forEach((number, row) -> {
            if (number > newest) {
                throw mismatch("the database has schema " + number + " (" + row.name() + "), this program knows up to "
                        + newest + ": run the version that applied it, or a later one");
            }
        });
        for (SchemaFile file : files) {
            CassandraSchemaVersions.Applied row = applied.get(file.number());
            if (row != null && !row.checksum().equals(file.checksum())) {
                throw mismatch("schema " + file.label() + " was applied by " + row.nodeId() + " with checksum "
                        + row.checksum() + ", this program has it with " + file.checksum()
                        + ": a released file was edited. Restore it and put the change into a new file");
            }
        }
        return files.stream()
                .filter(file -> !applied.containsKey(file.number()))
                .toList();
    }

    private void apply(SchemaFile file) {
        log.atInfo()
                .addKeyValue("event", "schema.applying")
                .log("applying schema {} to keyspace {}", file.label(), cassandra.keyspace());
        for (String statement : file.statements()) {
            cassandra.executeNow(
                    statement.replace("${keyspace}", cassandra.keyspace()).replace("${replication}", replication));
            if (!cassandra.awaitSchemaAgreement(AGREEMENT_LIMIT)) {
                throw mismatch("the nodes of Cassandra did not agree on the schema within "
                        + AGREEMENT_LIMIT.toSeconds() + " s after a statement of schema " + file.label()
                        + ": look for a node that is down (nodetool describecluster), then start again");
            }
        }
        versions.record(file, nodeId);
        log.atInfo().addKeyValue("event", "schema.applied").log("applied schema {}", file.label());
    }

    private static ChatException mismatch(String detail) {
        return new ChatException(ErrorReason.ERROR_REASON_SCHEMA_MISMATCH, detail);
    }
}
