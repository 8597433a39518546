package chat.core.cassandra;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import com.datastax.driver.core.BoundStatement;
import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.ConsistencyLevel;
import com.datastax.driver.core.Host;
import com.datastax.driver.core.HostDistance;
import com.datastax.driver.core.KeyspaceMetadata;
import com.datastax.driver.core.PoolingOptions;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.ProtocolOptions;
import com.datastax.driver.core.ProtocolVersion;
import com.datastax.driver.core.QueryOptions;
import com.datastax.driver.core.ResultSet;
import com.datastax.driver.core.Session;
import com.datastax.driver.core.SocketOptions;
import com.datastax.driver.core.Statement;
import com.datastax.driver.core.exceptions.BusyConnectionException;
import com.datastax.driver.core.exceptions.BusyPoolException;
import com.datastax.driver.core.exceptions.ConnectionException;
import com.datastax.driver.core.exceptions.NoHostAvailableException;
import com.datastax.driver.core.exceptions.OperationTimedOutException;
import com.datastax.driver.core.exceptions.OverloadedException;
import com.datastax.driver.core.exceptions.QueryExecutionException;
import com.datastax.driver.core.policies.DCAwareRoundRobinPolicy;
import com.datastax.driver.core.policies.DefaultRetryPolicy;
import com.datastax.driver.core.policies.TokenAwarePolicy;
import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;

/**
 * A connected session. Statements are prepared once, reads and writes go at LOCAL_QUORUM (conditional updates: LOCAL_SERIAL), and every failure of the store
 * becomes STORE_UNAVAILABLE: for a write that means an <em>unknown</em> outcome. Safe from any thread.
 *
 * <p>Stages complete on driver threads: hop to the slot's thread before touching its state.
 */
public final class Cassandra implements AutoCloseable {
    private final Cluster cluster;
    private final Session session;
    private final String keyspace;

    private Cassandra(Cluster cluster, Session session, String keyspace) {
        this.cluster = cluster;
        this.session = session;
        this.keyspace = keyspace;
    }

    /** Connects; the keyspace need not exist yet. Blocks: for start-up only. */
    public static Cassandra connect(CassandraConfig config) {
        Cluster.Builder builder = Cluster.builder()
                .withoutJMXReporting()
                .withoutMetrics()
                .withCompression(ProtocolOptions.Compression.NONE)
                .withLoadBalancingPolicy(new TokenAwarePolicy(DCAwareRoundRobinPolicy.builder()
                        .withLocalDc(config.localDatacenter())
                        .build()))
                .withRetryPolicy(DefaultRetryPolicy.INSTANCE)
                .withQueryOptions(new QueryOptions()
                        .setConsistencyLevel(ConsistencyLevel.LOCAL_QUORUM)
                        .setSerialConsistencyLevel(ConsistencyLevel.LOCAL_SERIAL)
                        .setDefaultIdempotence(false))
                .withPoolingOptions(new PoolingOptions()
                        .setConnectionsPerHost(HostDistance.LOCAL, 1, 2)
                        .setMaxRequestsPerConnection(HostDistance.LOCAL, 4096)
                        .setMaxQueueSize(4096))
                .withSocketOptions(new SocketOptions()
                        .setTcpNoDelay(true)
                        .setReadTimeoutMillis(
                                Math.toIntExact(config.requestTimeout().toMillis())));
        for (String point : config.contactPoints()) {
            int colon = point.lastIndexOf(':');
            builder.addContactPointsWithPorts(
                    new InetSocketAddress(point.substring(0, colon), Integer.parseInt(point.substring(colon + 1))));
        }
        if (config.username() != null && config.password() != null) {
            builder.withCredentials(config.username(), config.password());
        }
        Cluster cluster = builder.build();
        try {
            return new Cassandra(cluster, cluster.connect(), config.keyspace());
        } catch (RuntimeException failed) {
            cluster.close();
            throw failed;
        }
    }

    public String keyspace() {
        return keyspace;
    }

    /** Prepares a statement; {@code %s} in it stands for the keyspace. Blocks: for start-up only. */
    public PreparedStatement prepare(String cql) {
        return session.prepare(cql.formatted(keyspace));
    }

    /** As {@link #prepare}, for statements that give the same result however often they are applied: the driver may repeat them. */
    public PreparedStatement prepareIdempotent(String cql) {
        return prepare(cql).setIdempotent(true);
    }

    /** Runs a statement and waits: for start-up and schema only. */
    public ResultSet executeNow(String cql) {
        return session.execute(cql);
    }

    /** As {@link #executeNow(String)}. */
    public ResultSet executeNow(Statement statement) {
        return session.execute(statement);
    }

    /** Whether a table exists in the keyspace, by what the driver knows of the cluster. */
    public boolean hasTable(String table) {
        KeyspaceMetadata metadata = cluster.getMetadata().getKeyspace(keyspace);
        return metadata != null && metadata.getTable(table) != null;
    }

    /** Waits until all nodes have the same schema; false when they do not within the limit. Blocks: for start-up only. */
    public boolean awaitSchemaAgreement(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!cluster.getMetadata().checkSchemaAgreement()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
        return true;
    }

    /** Runs a statement. Fails with ChatException STORE_UNAVAILABLE; after a write its outcome is then unknown. */
    public CompletionStage<ResultSet> execute(Statement statement) {
        return stage(session.executeAsync(statement));
    }

    /** Fetches the next page of a result. Fails as {@link #execute} does. */
    public CompletionStage<ResultSet> fetchMore(ResultSet rows) {
        return stage(rows.fetchMoreResults());
    }

    private static CompletionStage<ResultSet> stage(ListenableFuture<ResultSet> future) {
        CompletableFuture<ResultSet> result = new CompletableFuture<>();
        Futures.addCallback(
                future,
                new FutureCallback<ResultSet>() {
                    @Override
                    public void onSuccess(ResultSet rows) {
                        result.complete(rows);
                    }

                    @Override
                    public void onFailure(Throwable thrown) {
                        result.completeExceptionally(named(thrown));
                    }
                },
                MoreExecutors.directExecutor());
        return result;
    }

    /** Runs a write whose result holds nothing. */
    public CompletionStage<Void> write(Statement statement) {
        return execute(statement).thenAccept(ignored -> {});
    }

    /** Runs a conditional update; completes with whether it was applied. */
    public CompletionStage<Boolean> writeIf(BoundStatement statement) {
        return execute(statement).thenApply(ResultSet::wasApplied);
    }

    /**
     * Names the node that holds the statement's partition first, or something equal for all when that is not known: statements with the same answer may
     * share an unlogged batch without making its coordinator forward any of them.
     */
    public Object firstReplica(Statement statement) {
        ByteBuffer key = statement.getRoutingKey(
                ProtocolVersion.NEWEST_SUPPORTED, cluster.getConfiguration().getCodecRegistry());
        if (key == null || cluster.getMetadata().getAllHosts().size() == 1) {
            return "all";
        }
        for (Host replica : cluster.getMetadata().getReplicas(keyspace, key)) {
            return replica;
        }
        return "all";
    }

    @Override
    public void close() {
        cluster.close();
    }

    private static Throwable named(Throwable thrown) {
        if (thrown instanceof NoHostAvailableException
                || thrown instanceof QueryExecutionException
                || thrown instanceof OperationTimedOutException
                || thrown instanceof ConnectionException
                || thrown instanceof BusyPoolException
                || thrown instanceof BusyConnectionException
                || thrown instanceof OverloadedException) {
            return new ChatException(
                    ErrorReason.ERROR_REASON_STORE_UNAVAILABLE,
                    "Cassandra did not complete the request ("
                            + thrown.getClass().getSimpleName() + "); try again");
        }
        return thrown;
    }
}
