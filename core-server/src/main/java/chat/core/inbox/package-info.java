/**
 * Inboxes: what each user has to see, as a dense sequence of positions (ADR 0003). {@link chat.core.inbox.Inboxes} finds a user's inbox;
 * a {@code UserInbox} is one user's state machine; a {@code GroupWriter} brings the writes of many users to the store together.
 *
 * <pre>
 * inbox_entries  (user_id, bucket = position / 1000) / position -> channel_id, message_id, max_message_id, message    TTL 30 days
 * inbox_buckets  (user_id)                                      -> bucket          the newest one, written before its first entry
 * device_cursors (user_id) / device_id                          -> position        the write timestamp is the position
 * </pre>
 */
@NullMarked
package chat.core.inbox;

import org.jspecify.annotations.NullMarked;
