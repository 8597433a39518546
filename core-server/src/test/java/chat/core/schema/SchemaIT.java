package chat.core.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.core.cassandra.Cassandra;
import chat.core.cassandra.CassandraConfig;
import chat.core.cluster.zookeeper.ZooKeeperConfig;
import chat.core.cluster.zookeeper.ZooKeeperLink;
import chat.error.v1.ErrorReason;
import chat.localstack.Engines;
import chat.runtime.error.ChatException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchemaIT {
    private static final Engines ENGINES = Engines.shared();
    private static final String REPLICATION = "{'class': 'SimpleStrategy', 'replication_factor': 1}";

    private final List<AutoCloseable> open = new ArrayList<>();
    private final String keyspace = "schema_" + Long.toHexString(System.nanoTime());
    private final List<SchemaFile> files = new ArrayList<>(
            SchemaFiles.read().stream().filter(file -> file.number() == 0).toList());

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private Cassandra cassandra() {
        Cassandra cassandra = Cassandra.connect(new CassandraConfig(
                List.of(ENGINES.cassandraHosts().get(0) + ":" + ENGINES.cassandraPort()),
                "datacenter1",
                keyspace,
                REPLICATION,
                null,
                null,
                Duration.ofSeconds(10)));
        open.add(cassandra);
        return cassandra;
    }

    private Schema schema(Cassandra cassandra) {
        return new Schema(cassandra, REPLICATION, "core-1", List.copyOf(files));
    }

    private static SchemaFile table(int number, String name) {
        return SchemaFile.of(
                "%04d-%s.cql".formatted(number, name),
                "CREATE TABLE IF NOT EXISTS ${keyspace}.%s (id int PRIMARY KEY);".formatted(name));
    }

    private static void mismatch(ThrowingCallable call, String... says) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ChatException.class, refused -> {
            assertThat(refused.reason()).isEqualTo(ErrorReason.ERROR_REASON_SCHEMA_MISMATCH);
            assertThat(refused.detail()).contains(says);
        });
    }

    @Test
    void apply_thenAgainWithMore_appliesWhatIsMissing() {
        Cassandra cassandra = cassandra();
        mismatch(
                () -> schema(cassandra).check(),
                "schema 0 (schema-versions) is not applied",
                "core.cassandra.apply-schema=true");
        files.add(table(1, "first"));
        schema(cassandra).apply(SchemaLock.NONE);
        schema(cassandra).check();
        files.add(table(2, "second"));
        mismatch(() -> schema(cassandra).check(), "schema 2 (second) is not applied");
        schema(cassandra).apply(SchemaLock.NONE);
        schema(cassandra).check();
        assertThat(cassandra.hasTable("second")).isTrue();
    }

    @Test
    void apply_fileChangedAfterwards_isRefused() {
        Cassandra cassandra = cassandra();
        files.add(table(1, "first"));
        schema(cassandra).apply(SchemaLock.NONE);
        files.set(1, table(1, "other"));
        mismatch(() -> schema(cassandra).apply(SchemaLock.NONE), "schema 1 (other)", "a released file was edited");
        mismatch(() -> schema(cassandra).check(), "a released file was edited");
    }

    @Test
    void apply_databaseIsNewer_isRefused() {
        Cassandra cassandra = cassandra();
        files.add(table(1, "first"));
        schema(cassandra).apply(SchemaLock.NONE);
        files.remove(1);
        mismatch(() -> schema(cassandra).apply(SchemaLock.NONE), "the database has schema 1 (first)", "knows up to 0");
    }

    @Test
    void apply_twoNodesAtOnce_takeTurnsUnderTheLock() {
        files.add(table(1, "first"));
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<CompletableFuture<Void>> nodes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Cassandra cassandra = cassandra();
            ZooKeeperLink link = ZooKeeperLink.open(new ZooKeeperConfig(
                    ENGINES.zooKeeperConnect(),
                    "/" + keyspace.replace('_', '-'),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5)));
            open.add(link);
            SchemaLock lock = link.schemaLock(Duration.ofMinutes(2));
            nodes.add(CompletableFuture.runAsync(() -> schema(cassandra).apply(() -> {
                SchemaLock.Held held = lock.acquire();
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                return () -> {
                    inside.decrementAndGet();
                    held.close();
                };
            })));
        }
        nodes.forEach(CompletableFuture::join);
        assertThat(most).hasValue(1);
        schema(cassandra()).check();
    }
}
