/**
 * Presence: who is attached, or was a moment ago. Known by the owner of the user's slot, who is told by the sessions; the store keeps when a user was last active.
 *
 * <pre>
 * last_active (user_id) -> at_millis
 * </pre>
 */
@NullMarked
package chat.core.presence;

import org.jspecify.annotations.NullMarked;
