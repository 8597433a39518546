package chat.console.overview;

import chat.console.page.Times;
import chat.operator.v1.ListNodesResponse;
import chat.operator.v1.Node;
import chat.operator.v1.NodeKind;
import chat.operator.v1.NodeState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What the overview shows.
 *
 * @param cores by node id
 * @param gateways by node id
 * @param warnings what is wrong, worst first; empty when all is well
 * @param slots how many there are
 * @param ownedSlots how many of them have an owner
 * @param sessions attached to all gateways
 */
record Overview(
        List<NodeRow> cores, List<NodeRow> gateways, List<Warning> warnings, int slots, int ownedSlots, long sessions) {

    static Overview of(ListNodesResponse response, Times times) {
        return new Overview(
                rows(response, NodeKind.NODE_KIND_CORE, times),
                rows(response, NodeKind.NODE_KIND_GATEWAY, times),
                Warning.of(response, times.now()),
                response.getSlots(),
                response.getSlots() - response.getUnownedSlots(),
                response.getNodesList().stream()
                        .filter(node -> node.getKind() == NodeKind.NODE_KIND_GATEWAY)
                        .mapToLong(Node::getSessions)
                        .sum());
    }

    public long servingCores() {
        return cores.stream().filter(NodeRow::serving).count();
    }

    public long servingGateways() {
        return gateways.stream().filter(NodeRow::serving).count();
    }

    /** Node id of the leader; a dash when there is none. */
    public String leader() {
        return cores.stream()
                .filter(NodeRow::leader)
                .map(NodeRow::id)
                .findFirst()
                .orElse("–");
    }

    private static List<NodeRow> rows(ListNodesResponse response, NodeKind kind, Times times) {
        return response.getNodesList().stream()
                .filter(node -> node.getKind() == kind)
                .map(node -> NodeRow.of(node, response.getSlots(), times))
                .toList();
    }

    /**
     * One node.
     *
     * @param load per cent: of its sessions for a gateway, of all slots for a core
     * @param stale true when its registration was not refreshed for a while
     */
    record NodeRow(
            String id,
            String state,
            boolean serving,
            boolean leader,
            String region,
            String address,
            String version,
            String uptime,
            Times.Moment started,
            int slots,
            int sessions,
            int capacity,
            int load,
            boolean stale,
            String lastSeen) {

        static NodeRow of(Node node, int allSlots, Times times) {
            boolean core = node.getKind() == NodeKind.NODE_KIND_CORE;
            Instant started = Instant.ofEpochMilli(node.getStartedAtMillis());
            Duration silence = Duration.between(Instant.ofEpochMilli(node.getUpdatedAtMillis()), times.now());
            return new NodeRow(
                    node.getNodeId(),
                    name(node.getState()),
                    node.getState() == NodeState.NODE_STATE_SERVING,
                    node.getLeader(),
                    node.getRegion(),
                    node.getAddress(),
                    node.getVersion(),
                    Times.span(Duration.between(started, times.now())),
                    times.moment(started),
                    node.getSlots(),
                    node.getSessions(),
                    node.getCapacity(),
                    core ? percent(node.getSlots(), allSlots) : percent(node.getSessions(), node.getCapacity()),
                    Warning.silent(node, times.now()),
                    Times.span(silence) + " ago");
        }
    }

    static int percent(long part, long whole) {
        return whole <= 0 ? 0 : (int) Math.min(999, Math.round(100.0 * part / whole));
    }

    /** As in {@code SERVING}. */
    static String name(NodeState state) {
        return switch (state) {
            case NODE_STATE_SERVING, NODE_STATE_DRAINING, NODE_STATE_DRAINED ->
                state.name().substring("NODE_STATE_".length());
            case NODE_STATE_UNSPECIFIED, UNRECOGNIZED -> "UNKNOWN";
        };
    }
}
