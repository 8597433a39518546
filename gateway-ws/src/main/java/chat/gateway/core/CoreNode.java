package chat.gateway.core;

/**
 * A live core node.
 *
 * @param address gRPC, {@code host:port}
 */
record CoreNode(String nodeId, String address) {}
