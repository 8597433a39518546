package chat.core.cluster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SlotPlannerPropertyTest {
    private static Map<String, Integer> capacities(Random random, int nodes) {
        Map<String, Integer> capacities = new HashMap<>();
        for (int i = 1; i <= nodes; i++) {
            capacities.put("core-" + i, random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(300));
        }
        return capacities;
    }

    /** Also names nodes that are gone. */
    private static String[] present(Random random, int slots, int nodes) {
        return IntStream.range(0, slots)
                .mapToObj(slot -> random.nextInt(5) == 0 ? null : "core-" + (1 + random.nextInt(nodes + 2)))
                .toArray(String[]::new);
    }

    private static long count(String[] plan, String node) {
        return Arrays.stream(plan).filter(node::equals).count();
    }

    @Property(tries = 500)
    void plan_anyStart_givesEachNodeItsShareRounded(
            @ForAll Random random,
            @ForAll @IntRange(min = 1, max = 300) int slots,
            @ForAll @IntRange(min = 1, max = 9) int nodes) {
        Map<String, Integer> capacities = capacities(random, nodes);
        long total = capacities.values().stream().mapToLong(Integer::longValue).sum();
        String[] plan = SlotPlanner.plan(present(random, slots, nodes), capacities);
        if (total == 0) {
            assertThat(plan).containsOnlyNulls();
            return;
        }
        assertThat(plan).doesNotContainNull();
        capacities.forEach((node, capacity) -> {
            long exactFloor = (long) slots * capacity / total;
            assertThat(count(plan, node))
                    .isBetween(exactFloor, exactFloor + ((long) slots * capacity % total > 0 ? 1 : 0));
        });
    }

    @Property(tries = 300)
    void plan_ofAPlan_changesNothing(
            @ForAll Random random,
            @ForAll @IntRange(min = 1, max = 300) int slots,
            @ForAll @IntRange(min = 1, max = 9) int nodes) {
        Map<String, Integer> capacities = capacities(random, nodes);
        String[] plan = SlotPlanner.plan(present(random, slots, nodes), capacities);
        assertThat(SlotPlanner.plan(plan, capacities)).isEqualTo(plan);
    }

    @Property(tries = 300)
    void plan_anyStart_movesNoSlotThatItsOwnerCouldKeep(
            @ForAll Random random,
            @ForAll @IntRange(min = 1, max = 300) int slots,
            @ForAll @IntRange(min = 1, max = 9) int nodes) {
        Map<String, Integer> capacities = capacities(random, nodes);
        String[] before = present(random, slots, nodes);
        String[] plan = SlotPlanner.plan(before, capacities);
        capacities.forEach((node, capacity) -> {
            long kept = IntStream.range(0, slots)
                    .filter(slot -> node.equals(before[slot]) && node.equals(plan[slot]))
                    .count();
            assertThat(kept).isEqualTo(Math.min(count(before, node), count(plan, node)));
        });
    }

    @Property(tries = 100)
    void plan_nodeJoins_movesOnlyWhatItGets(@ForAll @IntRange(min = 1, max = 8) int nodes) {
        Map<String, Integer> capacities = new HashMap<>();
        for (int i = 1; i <= nodes; i++) {
            capacities.put("core-" + i, 100);
        }
        String[] before = SlotPlanner.plan(new String[256], capacities);
        capacities.put("core-new", 100);
        String[] after = SlotPlanner.plan(before, capacities);
        for (int slot = 0; slot < 256; slot++) {
            assertThat(after[slot]).isIn(before[slot], "core-new");
        }
        long moved = IntStream.range(0, 256)
                .filter(slot -> !Objects.equals(before[slot], after[slot]))
                .count();
        assertThat(moved).isEqualTo(count(after, "core-new"));
    }
}
