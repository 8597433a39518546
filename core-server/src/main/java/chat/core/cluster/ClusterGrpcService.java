package chat.core.cluster;

import chat.node.v1.Registration;
import chat.operator.v1.ClusterServiceGrpc;
import chat.operator.v1.ListNodesRequest;
import chat.operator.v1.ListNodesResponse;
import chat.operator.v1.Node;
import chat.operator.v1.NodeKind;
import chat.operator.v1.NodeState;
import chat.runtime.grpc.UnaryReply;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code chat.operator.v1.ClusterService}: answers from what this node has heard of the cluster. */
public final class ClusterGrpcService extends ClusterServiceGrpc.ClusterServiceImplBase {
    private final Cluster cluster;

    public ClusterGrpcService(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public void listNodes(ListNodesRequest request, StreamObserver<ListNodesResponse> replies) {
        UnaryReply.send(replies, () -> CompletableFuture.completedFuture(list()));
    }

    private ListNodesResponse list() {
        cluster.requireConnected();
        ListNodesResponse.Builder response = ListNodesResponse.newBuilder();
        Map<String, Integer> slots = new HashMap<>();
        int unowned = 0;
        for (@Nullable String owner : cluster.routes().current().owners()) {
            if (owner == null) {
                unowned++;
            } else {
                slots.merge(owner, 1, Integer::sum);
            }
        }
        String leader = cluster.leaderId().orElse("");
        cluster.members()
                .cores()
                .forEach((id, core) -> response.addNodes(node(core, NodeKind.NODE_KIND_CORE)
                        .setSlots(slots.getOrDefault(id, 0))
                        .setLeader(id.equals(leader))));
        cluster.members()
                .gateways()
                .forEach((id, gateway) -> response.addNodes(node(gateway, NodeKind.NODE_KIND_GATEWAY)));
        return response.setSlots(cluster.ownership().slots().count())
                .setUnownedSlots(unowned)
                .build();
    }

    private static Node.Builder node(Registration registration, NodeKind kind) {
        return Node.newBuilder()
                .setNodeId(registration.getNodeId())
                .setKind(kind)
                .setState(state(registration.getState()))
                .setRegion(registration.getRegion())
                .setAddress(registration.getAddress())
                .setVersion(registration.getVersion())
                .setStartedAtMillis(registration.getStartedAtMillis())
                .setSessions(registration.getSessions())
                .setCapacity(registration.getCapacity())
                .setUpdatedAtMillis(registration.getUpdatedAtMillis());
    }

    private static NodeState state(Registration.State state) {
        return switch (state) {
            case STATE_SERVING -> NodeState.NODE_STATE_SERVING;
            case STATE_DRAINING -> NodeState.NODE_STATE_DRAINING;
            case STATE_DRAINED -> NodeState.NODE_STATE_DRAINED;
            case STATE_UNSPECIFIED, UNRECOGNIZED -> NodeState.NODE_STATE_UNSPECIFIED;
        };
    }
}
