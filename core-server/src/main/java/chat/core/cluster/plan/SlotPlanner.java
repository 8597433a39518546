package chat.core.cluster.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Says which node should own which slot. Pure: the same input gives the same plan on every node.
 *
 * <p>Each node gets its share by capacity, rounded down or up. Within that, as few slots move as possible: a node keeps what it has up to its share, and where shares
 * have to be rounded up, nodes that have the slot already come first.
 */
final class SlotPlanner {
    private SlotPlanner() {}

    /**
     * @param present node ids by slot; null where nobody owns it
     * @param capacities relative weights by node id; nodes of 0 get nothing
     * @return node ids by slot; all null when no node has capacity
     */
    static @Nullable String[] plan(@Nullable String[] present, Map<String, Integer> capacities) {
        SortedMap<String, Integer> nodes = new TreeMap<>(capacities);
        nodes.values().removeIf(capacity -> capacity <= 0);
        @Nullable String[] plan = new String[present.length];
        if (nodes.isEmpty()) {
            return plan;
        }
        Map<String, Integer> left = shares(present, nodes);
        List<Integer> open = new ArrayList<>();
        for (int slot = 0; slot < present.length; slot++) {
            String owner = present[slot];
            if (owner != null && left.getOrDefault(owner, 0) > 0) {
                plan[slot] = owner;
                left.merge(owner, -1, Integer::sum);
            } else {
                open.add(slot);
            }
        }
        for (int slot : open) {
            String next = nodes.keySet().stream()
                    .max(Comparator.comparingInt((String node) -> left.getOrDefault(node, 0))
                            .thenComparing(Comparator.reverseOrder()))
                    .orElseThrow();
            plan[slot] = next;
            left.merge(next, -1, Integer::sum);
        }
        return plan;
    }

    /** How many slots each node gets; they add up to the number of slots. */
    private static Map<String, Integer> shares(@Nullable String[] present, SortedMap<String, Integer> nodes) {
        long total = nodes.values().stream().mapToLong(Integer::longValue).sum();
        Map<String, Integer> owned = new HashMap<>();
        for (String owner : present) {
            if (owner != null) {
                owned.merge(owner, 1, Integer::sum);
            }
        }
        Map<String, Integer> shares = new HashMap<>();
        Map<String, Long> rests = new HashMap<>();
        int given = 0;
        for (Map.Entry<String, Integer> node : nodes.entrySet()) {
            long exact = (long) present.length * node.getValue();
            int share = (int) (exact / total);
            shares.put(node.getKey(), share);
            rests.put(node.getKey(), exact % total);
            given += share;
        }
        nodes.keySet().stream()
                .filter(node -> rests.getOrDefault(node, 0L) > 0)
                .sorted(Comparator.comparing(
                                (String node) -> owned.getOrDefault(node, 0) > shares.getOrDefault(node, 0) ? 0 : 1)
                        .thenComparing(node -> -rests.getOrDefault(node, 0L))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(present.length - (long) given)
                .forEach(node -> shares.merge(node, 1, Integer::sum));
        return shares;
    }
}
