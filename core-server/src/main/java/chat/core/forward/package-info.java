/** Requests that arrived at a core node that does not own their slot: on to the owner, with the caller's credentials. */
@NullMarked
package chat.core.forward;

import org.jspecify.annotations.NullMarked;
