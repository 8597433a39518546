/**
 * Owning slots (ADR 0002): claims in ZooKeeper ({@code /chat/claims/S}, ephemeral, the owner's node id), epochs in Cassandra, and the life of each slot on this node.
 *
 * <pre>
 * slot_epochs (slot) -> epoch, node_id
 * </pre>
 */
@NullMarked
package chat.core.cluster.ownership;

import org.jspecify.annotations.NullMarked;
