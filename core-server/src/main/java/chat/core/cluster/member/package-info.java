/**
 * Who is in the cluster: this node's registration, which is also its heartbeat and its lease, and those of all others ({@code /chat/cores/ID},
 * {@code /chat/gateways/ID}, each {@code chat.node.v1.Registration} as JSON).
 */
@NullMarked
package chat.core.cluster.member;

import org.jspecify.annotations.NullMarked;
