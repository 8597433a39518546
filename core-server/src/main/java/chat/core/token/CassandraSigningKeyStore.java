package chat.core.token;

import chat.core.cassandra.Cassandra;
import com.datastax.driver.core.BatchStatement;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.ResultSet;
import com.datastax.driver.core.Row;
import com.datastax.driver.core.utils.Bytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code signing_keys}: one partition, {@value #KEYRING}, of a few rows. */
public final class CassandraSigningKeyStore implements SigningKeyStore {
    private static final String KEYRING = "access";

    private final Cassandra cassandra;
    private final PreparedStatement load;
    private final PreparedStatement first;
    private final PreparedStatement next;
    private final PreparedStatement insert;

    /** Prepares its statements. Blocks: for start-up only. */
    public CassandraSigningKeyStore(Cassandra cassandra) {
        this.cassandra = cassandra;
        load = cassandra.prepareIdempotent("SELECT generation, key_id, public_key, sealed_private_key, signs_from"
                + " FROM %s.signing_keys WHERE keyring = ? LIMIT 1000");
        first = cassandra.prepare("UPDATE %s.signing_keys SET generation = 1 WHERE keyring = ? IF generation = null");
        next = cassandra.prepare("UPDATE %s.signing_keys SET generation = ? WHERE keyring = ? IF generation = ?");
        insert = cassandra.prepare(
                "INSERT INTO %s.signing_keys (keyring, key_id, public_key, sealed_private_key, signs_from)"
                        + " VALUES (?, ?, ?, ?, ?) USING TTL ?");
    }

    /** Partition: the keyring. */
    @Override
    public CompletionStage<Keys> load() {
        return cassandra.execute(load.bind(KEYRING)).thenApply(CassandraSigningKeyStore::keys);
    }

    /** Partition: the keyring; conditional on its static {@code generation}. */
    @Override
    public CompletionStage<Boolean> add(long generation, StoredKey key, Duration life) {
        BatchStatement batch = new BatchStatement(BatchStatement.Type.LOGGED);
        batch.add(generation == 0 ? first.bind(KEYRING) : next.bind(generation + 1, KEYRING, generation));
        batch.add(insert.bind(
                KEYRING,
                key.keyId(),
                ByteBuffer.wrap(key.publicKey()),
                ByteBuffer.wrap(key.sealedPrivateKey()),
                Date.from(key.signsFrom()),
                Math.toIntExact(life.toSeconds())));
        return cassandra.execute(batch).thenApply(ResultSet::wasApplied);
    }

    private static Keys keys(ResultSet rows) {
        long generation = 0;
        List<StoredKey> keys = new ArrayList<>();
        for (Row row : rows) {
            generation = row.getLong("generation");
            String keyId = row.getString("key_id");
            if (keyId != null) { // the partition's static part alone, once every key has expired
                keys.add(new StoredKey(
                        keyId,
                        Bytes.getArray(row.getBytes("public_key")),
                        Bytes.getArray(row.getBytes("sealed_private_key")),
                        row.getTimestamp("signs_from").toInstant()));
            }
        }
        return new Keys(generation, keys);
    }
}
