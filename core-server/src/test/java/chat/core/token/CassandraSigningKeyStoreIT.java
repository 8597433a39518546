package chat.core.token;

import chat.core.cassandra.TestKeyspace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class CassandraSigningKeyStoreIT extends SigningKeyStoreContract {
    private static TestKeyspace keyspace;
    private static SigningKeyStore store;

    @BeforeAll
    static void open() {
        keyspace = TestKeyspace.open();
        store = new CassandraSigningKeyStore(keyspace.cassandra());
    }

    @AfterAll
    static void close() {
        keyspace.close();
    }

    @Override
    SigningKeyStore store() {
        return store;
    }
}
