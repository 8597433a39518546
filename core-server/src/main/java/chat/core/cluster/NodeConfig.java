package chat.core.cluster;

/**
 * What this node says of itself.
 *
 * @param nodeId unique in the cluster, 1 to 64 of {@code a-z 0-9 -}
 * @param region as in {@code eu}
 * @param capacity relative weight when slots are spread, 1 to 1,000
 * @param version of the program
 */
public record NodeConfig(String nodeId, String region, int capacity, String version) {
    public NodeConfig {
        if (!nodeId.matches("[a-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("node-id must be 1 to 64 of a-z 0-9 -, not '" + nodeId + "'");
        }
        if (!region.matches("[a-z0-9-]{1,32}")) {
            throw new IllegalArgumentException("region must be 1 to 32 of a-z 0-9 -, not '" + region + "'");
        }
        if (capacity < 1 || capacity > 1000) {
            throw new IllegalArgumentException("capacity must be 1 to 1000, not " + capacity);
        }
    }
}
