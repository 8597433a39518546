/**
 * Loads conversations of another system with their original times and order; it can be stopped anywhere and run again (ADR 0001, ADR 0004).
 *
 * <pre>
 * import_conversations (name)      -> channel_id
 * import_speakers      (channel_id) -> user_id                         speakers who are no members
 * historic_ids         (lane, day) -> millisecond, next_sequence      reservations, by static version
 * channels.import_*                                                   how far each has come
 * </pre>
 */
@NullMarked
package chat.core.imports;

import org.jspecify.annotations.NullMarked;
