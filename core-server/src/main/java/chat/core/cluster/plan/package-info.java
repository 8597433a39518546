/**
 * Who should own which slot: the leader's plan in {@code /chat/plan} ({@code chat.node.v1.SlotPlan} as JSON, its version the znode's). A plan is a wish; owners
 * are made by claims (ADR 0002).
 */
@NullMarked
package chat.core.cluster.plan;

import org.jspecify.annotations.NullMarked;
