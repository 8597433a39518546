package chat.gateway.core;

import chat.discovery.v1.WatchRoutesResponse;
import chat.runtime.slot.Slots;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which core node owns which slot, as a core told it. Immutable. */
final class RouteTable {
    static final RouteTable UNKNOWN = new RouteTable(List.of(), new int[0]);

    private static final int NONE = -1;

    private final List<CoreNode> nodes;
    /** For each slot an index into {@link #nodes}, or {@link #NONE}. */
    private final int[] owners;

    private RouteTable(List<CoreNode> nodes, int[] owners) {
        this.nodes = nodes;
        this.owners = owners;
    }

    /**
     * Reads a core's answer.
     *
     * @throws IllegalArgumentException for one that contradicts itself
     */
    static RouteTable of(WatchRoutesResponse response) {
        List<CoreNode> nodes = response.getNodesList().stream()
                .map(node -> new CoreNode(node.getNodeId(), node.getAddress()))
                .toList();
        int[] owners =
                response.getOwnersList().stream().mapToInt(Integer::intValue).toArray();
        for (int owner : owners) {
            if (owner < NONE || owner >= nodes.size()) {
                throw new IllegalArgumentException("owner " + owner + " of " + nodes.size() + " nodes");
            }
        }
        return new RouteTable(nodes, owners);
    }

    boolean isKnown() {
        return owners.length > 0;
    }

    List<CoreNode> nodes() {
        return nodes;
    }

    /** The owner of a channel or user, or null when there is none. */
    @Nullable
    CoreNode ownerOf(long id) {
        if (!isKnown()) {
            return null;
        }
        int owner = owners[new Slots(owners.length).of(id)];
        return owner == NONE ? null : nodes.get(owner);
    }

    /** The same with another owner of one id's slot, as a NOT_OWNER answer named it; unchanged when that node is not known. */
    RouteTable withOwner(long id, String nodeId) {
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).nodeId().equals(nodeId) && isKnown()) {
                int[] changed = owners.clone();
                changed[new Slots(owners.length).of(id)] = i;
                return new RouteTable(nodes, changed);
            }
        }
        return this;
    }
}
