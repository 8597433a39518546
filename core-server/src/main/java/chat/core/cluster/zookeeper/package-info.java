/**
 * The way to ZooKeeper: one connection kept for ever, and its sessions, each as an object that dies with the session. Everything of a cluster lies below one root:
 *
 * <pre>
 * /chat
 *   cores/ID              ephemeral: chat.node.v1.Registration as JSON, rewritten every sixth of the session timeout
 *   gateways/ID           ephemeral: the same, by gateways
 *   claims/S              ephemeral: node id of the owner of slot S
 *   plan                  chat.node.v1.SlotPlan as JSON: who should own what; written by the leader at a known version
 *   leader/...            of Curator's LeaderLatch
 *   workers/leases/N      ephemeral: node id of who mints with worker N
 *   workers/horizons/N    "MILLIS WRITER": up to when ids of worker N may have been minted
 *   schema-lock/...       of Curator's InterProcessMutex
 * </pre>
 */
@NullMarked
package chat.core.cluster.zookeeper;

import org.jspecify.annotations.NullMarked;
