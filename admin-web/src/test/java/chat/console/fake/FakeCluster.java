package chat.console.fake;

import chat.operator.v1.ClusterServiceGrpc;
import chat.operator.v1.ListNodesRequest;
import chat.operator.v1.ListNodesResponse;
import chat.operator.v1.Node;
import chat.operator.v1.NodeKind;
import chat.operator.v1.NodeState;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/** Tells of the nodes that it was given; two cores and two gateways at first, all well. */
public final class FakeCluster extends ClusterServiceGrpc.ClusterServiceImplBase {
    private final FakeCore core;
    private volatile Supplier<ListNodesResponse> nodes = FakeCluster::healthy;

    FakeCluster(FakeCore core) {
        this.core = core;
    }

    public void set(ListNodesResponse answer) {
        nodes = () -> answer;
    }

    void reset() {
        nodes = FakeCluster::healthy;
    }

    @Override
    public void listNodes(ListNodesRequest request, StreamObserver<ListNodesResponse> replies) {
        core.answer("ListNodes", request, replies, nodes);
    }

    public static ListNodesResponse healthy() {
        return ListNodesResponse.newBuilder()
                .setSlots(256)
                .addNodes(coreNode("core-1", "eu").setLeader(true))
                .addNodes(coreNode("core-2", "us"))
                .addNodes(gateway("gateway-eu-1", "eu").setSessions(1204))
                .addNodes(gateway("gateway-us-1", "us").setSessions(873))
                .build();
    }

    public static Node.Builder coreNode(String id, String region) {
        return node(id, region)
                .setKind(NodeKind.NODE_KIND_CORE)
                .setAddress("10.0.0.1:9090")
                .setSlots(128)
                .setSessions(1038)
                .setCapacity(1);
    }

    public static Node.Builder gateway(String id, String region) {
        return node(id, region)
                .setKind(NodeKind.NODE_KIND_GATEWAY)
                .setAddress("ws://10.0.0.2:8080/v1/ws")
                .setCapacity(10_000);
    }

    private static Node.Builder node(String id, String region) {
        long now = System.currentTimeMillis();
        return Node.newBuilder()
                .setNodeId(id)
                .setState(NodeState.NODE_STATE_SERVING)
                .setRegion(region)
                .setVersion("0.1.0")
                .setStartedAtMillis(now - 93_784_000L)
                .setUpdatedAtMillis(now - 900);
    }
}
