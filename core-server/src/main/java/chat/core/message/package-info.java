/**
 * Messages: accepting them in one order per channel, keeping them, finding them again (ADR 0004). A {@code Conversation} is one channel under one tenure;
 * {@code Conversations} are those of this node.
 *
 * <pre>
 * messages        (channel_id, bucket) -> message_id   10 days of a channel
 * channel_buckets (channel_id) -> bucket               which of them may hold messages
 * </pre>
 */
@NullMarked
package chat.core.message;

import org.jspecify.annotations.NullMarked;
