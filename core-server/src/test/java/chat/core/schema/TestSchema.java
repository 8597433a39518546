package chat.core.schema;

import chat.core.cassandra.Cassandra;

/** Part of the schema, for tests that need no more. */
public final class TestSchema {
    private TestSchema() {}

    /** Applies the files up to a number. */
    public static void applyUpTo(Cassandra cassandra, int number) {
        new Schema(
                        cassandra,
                        "{'class': 'SimpleStrategy', 'replication_factor': 1}",
                        "test",
                        SchemaFiles.read().stream()
                                .filter(file -> file.number() <= number)
                                .toList())
                .apply(SchemaLock.NONE);
    }
}
