package chat.core.cluster.member;

import chat.core.cluster.zookeeper.ZooKeeperSession;

/**
 * This node as registered in one session. What it claims belongs to the incarnation and ends with it; the node goes on as the next.
 *
 * @param session that the registration and the claims live in
 * @param lease that admits requests
 */
public record Incarnation(ZooKeeperSession session, Lease lease) {}
