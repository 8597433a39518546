package chat.core.fanout;

import io.grpc.Channel;
import org.jspecify.annotations.Nullable;

/** Connections to other cores, which carry the cluster's secret. */
public interface Peers {
    /** A channel to a core node, or null when it is not registered. */
    @Nullable
    Channel channel(String nodeId);
}
