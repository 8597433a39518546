/**
 * The cluster as one core node sees it: {@link chat.core.cluster.Cluster} joins membership, planning and ownership and keeps the map of routes. What lies in ZooKeeper is drawn at
 * {@link chat.core.cluster.zookeeper}.
 */
@NullMarked
package chat.core.cluster;

import org.jspecify.annotations.NullMarked;
