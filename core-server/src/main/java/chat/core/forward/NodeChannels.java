package chat.core.forward;

import io.grpc.ManagedChannel;

/**
 * Channels to the other core nodes, one each, opened when first asked for and closed when the node leaves the cluster: calls under way then fail with UNAVAILABLE. Safe
 * from any thread; never blocks. Callers do not close what they get.
 */
public interface NodeChannels {
    /**
     * The channel to a live core node; it carries the cluster secret.
     *
     * @throws chat.runtime.error.ChatException CORE_UNREACHABLE when no live node has this id
     */
    ManagedChannel to(String nodeId);
}
