package chat.core.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import chat.discovery.v1.Gateway;
import chat.node.v1.Registration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GatewayRankingTest {
    private final Random random = new Random(1);

    private static Registration gateway(
            String id, String region, int sessions, int capacity, Registration.State state) {
        return Registration.newBuilder()
                .setNodeId(id)
                .setRegion(region)
                .setSessions(sessions)
                .setCapacity(capacity)
                .setState(state)
                .setAddress("ws://" + id + "/v1/ws")
                .build();
    }

    private static Registration serving(String id, String region, int sessions) {
        return gateway(id, region, sessions, 100, Registration.State.STATE_SERVING);
    }

    private List<String> ranked(String region, Registration... gateways) {
        return GatewayRanking.rank(List.of(gateways), region, random).stream()
                .map(Gateway::getGatewayId)
                .toList();
    }

    @Test
    void rank_regionAsked_comesFirstThenLeastLoad() {
        assertThat(ranked("us", serving("a", "eu", 0), serving("b", "us", 90), serving("c", "us", 10)))
                .containsExactly("c", "b", "a");
    }

    @Test
    void rank_noRegion_goesByLoadAlone() {
        assertThat(ranked("", serving("a", "eu", 50), serving("b", "us", 90), serving("c", "us", 10)))
                .containsExactly("c", "a", "b");
    }

    @Test
    void rank_notServing_isLeftOut() {
        assertThat(ranked(
                        "eu",
                        gateway("a", "eu", 0, 100, Registration.State.STATE_DRAINING),
                        gateway("b", "eu", 0, 100, Registration.State.STATE_DRAINED),
                        serving("c", "us", 99)))
                .containsExactly("c");
    }

    @Test
    void rank_withoutCapacity_countsAsFull() {
        assertThat(ranked("eu", gateway("a", "eu", 0, 0, Registration.State.STATE_SERVING), serving("b", "eu", 50)))
                .containsExactly("b", "a");
    }

    @Test
    void rank_equals_takeTurnsAtTheTop() {
        Set<String> first = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            first.add(ranked("eu", serving("a", "eu", 1), serving("b", "eu", 2), serving("c", "eu", 3))
                    .get(0));
        }
        assertThat(first).containsExactlyInAnyOrder("a", "b", "c");
    }
}
