package chat.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chat.discovery.v1.DiscoveryServiceGrpc;
import chat.discovery.v1.ListGatewaysRequest;
import chat.discovery.v1.WatchRoutesRequest;
import chat.discovery.v1.WatchRoutesResponse;
import chat.error.v1.ErrorReason;
import chat.localstack.Engines;
import chat.operator.v1.ClusterServiceGrpc;
import chat.operator.v1.ListNodesRequest;
import chat.operator.v1.ListNodesResponse;
import chat.operator.v1.LoginRequest;
import chat.operator.v1.OperatorAuthServiceGrpc;
import chat.runtime.config.ProgramConfig;
import chat.runtime.error.Errors;
import chat.runtime.grpc.ChannelFactory;
import chat.runtime.grpc.MetadataKeys;
import chat.runtime.process.Lifecycle;
import chat.runtime.tls.TlsConfig;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.MetadataUtils;
import io.prometheus.client.CollectorRegistry;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole core nodes over a real ZooKeeper and Cassandra. */
class CoreServerIT {
    private static final Engines ENGINES = Engines.shared();

    private final List<AutoCloseable> open = new ArrayList<>();
    private final String name = "core_server_" + Long.toHexString(System.nanoTime());

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private CoreConfig config(String nodeId, int port, String... more) {
        List<String> sets = new ArrayList<>(List.of(
                "node-id=" + nodeId,
                "region=eu",
                "slots=32",
                "grpc.port=" + port,
                "ops.port=0",
                "zookeeper.connect=" + ENGINES.zooKeeperConnect(),
                "zookeeper.root=/" + name.replace('_', '-'),
                "cassandra.contact-points=" + ENGINES.cassandraHosts().get(0) + ":" + ENGINES.cassandraPort(),
                "cassandra.keyspace=" + name,
                "cluster-secret=a-secret-of-the-cluster",
                "auth.key-secret=a-secret-of-the-keys-0123456789abcdef",
                "operators.bootstrap-password=a-password-for-the-admin"));
        sets.addAll(List.of(more));
        return CoreConfig.from(ProgramConfig.withDefaults("core", sets.toArray(new String[0])));
    }

    private Lifecycle start(CoreConfig config) throws Exception {
        Lifecycle lifecycle = new Lifecycle();
        open.add(lifecycle);
        CoreServer.start(config, lifecycle, new CollectorRegistry());
        return lifecycle;
    }

    private ManagedChannel channel(int port, Optional<String> secret) throws Exception {
        ManagedChannel channel = new ChannelFactory(TlsConfig.DISABLED, secret, Duration.ofSeconds(10), 1 << 20)
                .open("127.0.0.1:" + port);
        open.add(channel::shutdownNow);
        return channel;
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static ClusterServiceGrpc.ClusterServiceBlockingStub operator(ManagedChannel channel) {
        String token = OperatorAuthServiceGrpc.newBlockingStub(channel)
                .login(LoginRequest.newBuilder()
                        .setName("admin")
                        .setPassword("a-password-for-the-admin")
                        .build())
                .getToken();
        Metadata headers = new Metadata();
        headers.put(MetadataKeys.AUTHORIZATION, "Bearer " + token);
        return ClusterServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    @Test
    void start_twoNodes_spreadTheSlotsAndShareThemAgainWhenOneStops() throws Exception {
        int first = freePort();
        int second = freePort();
        start(config("core-1", first));
        Lifecycle stopping = start(config("core-2", second));
        ManagedChannel channel = channel(first, Optional.of("a-secret-of-the-cluster"));

        assertThat(HealthGrpc.newBlockingStub(channel)
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus())
                .isEqualTo(ServingStatus.SERVING);
        await().untilAsserted(() ->
                assertThat(owners(channel)).filteredOn(i -> i == 0).hasSize(16));
        await().untilAsserted(() ->
                assertThat(owners(channel)).filteredOn(i -> i == 1).hasSize(16));

        ListNodesResponse nodes = operator(channel).listNodes(ListNodesRequest.getDefaultInstance());
        assertThat(nodes.getSlots()).isEqualTo(32);
        assertThat(nodes.getUnownedSlots()).isZero();
        assertThat(nodes.getNodesList())
                .extracting("nodeId", "slots")
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("core-1", 16),
                        org.assertj.core.groups.Tuple.tuple("core-2", 16));
        assertThat(nodes.getNodesList()).filteredOn(node -> node.getLeader()).hasSize(1);

        stopping.close();
        await().untilAsserted(() ->
                assertThat(owners(channel)).filteredOn(i -> i == 0).hasSize(32));
    }

    @Test
    void calls_withoutWhatTheyNeed_areRefusedByName() throws Exception {
        int port = freePort();
        start(config("core-1", port));
        ManagedChannel stranger = channel(port, Optional.empty());

        assertThat(DiscoveryServiceGrpc.newBlockingStub(stranger)
                        .listGateways(ListGatewaysRequest.getDefaultInstance())
                        .getGatewaysList())
                .isEmpty();
        refused(ErrorReason.ERROR_REASON_CLUSTER_SECRET_INVALID, () -> owners(stranger));
        refused(ErrorReason.ERROR_REASON_TOKEN_MISSING, () -> ClusterServiceGrpc.newBlockingStub(stranger)
                .listNodes(ListNodesRequest.getDefaultInstance()));
    }

    @Test
    void start_nodeIdOfALiveNode_isRefusedAndTheOtherGoesOn() throws Exception {
        int port = freePort();
        start(config("core-1", port));
        assertThatThrownBy(() -> start(config("core-1", 0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("node id core-1 is taken by a process that is alive")
                .hasMessageContaining("core.node-id");
        ManagedChannel channel = channel(port, Optional.of("a-secret-of-the-cluster"));
        await().untilAsserted(() -> assertThat(owners(channel)).containsOnly(0));
    }

    private static List<Integer> owners(ManagedChannel channel) {
        Iterator<WatchRoutesResponse> routes = DiscoveryServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(Duration.ofSeconds(10))
                .watchRoutes(WatchRoutesRequest.getDefaultInstance());
        return routes.next().getOwnersList();
    }

    private static void refused(ErrorReason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, status -> assertThat(
                        Errors.fromStatus(status).reason())
                .isEqualTo(reason));
    }
}
