package chat.core.discovery;

import chat.discovery.v1.Gateway;
import chat.node.v1.Registration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Puts gateways in the order in which a client should try them: its region first, then the least load. Gateways that differ little are shuffled, or every client
 * that asks within one heartbeat would go to the same one.
 */
final class GatewayRanking {
    /** Loads that differ by less are equal. */
    private static final double SHUFFLE = 0.05;

    private GatewayRanking() {}

    /** @param region that the client would like; empty for none */
    static List<Gateway> rank(Collection<Registration> gateways, String region, RandomGenerator random) {
        record Ranked(Gateway gateway, boolean elsewhere, double rank) {}
        return gateways.stream()
                .filter(gateway -> gateway.getState() == Registration.State.STATE_SERVING)
                .map(gateway -> {
                    double load = load(gateway);
                    return new Ranked(
                            Gateway.newBuilder()
                                    .setGatewayId(gateway.getNodeId())
                                    .setRegion(gateway.getRegion())
                                    .setWebsocketUrl(gateway.getAddress())
                                    .setLoad(load)
                                    .build(),
                            !region.isEmpty() && !region.equals(gateway.getRegion()),
                            load + random.nextDouble(SHUFFLE));
                })
                .sorted(Comparator.comparing(Ranked::elsewhere).thenComparing(Ranked::rank))
                .map(Ranked::gateway)
                .toList();
    }

    private static double load(Registration gateway) {
        return gateway.getCapacity() <= 0 ? 1 : (double) gateway.getSessions() / gateway.getCapacity();
    }
}
