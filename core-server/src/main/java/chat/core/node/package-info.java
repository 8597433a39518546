/** What other core nodes ask of this one: appends to the inboxes it owns, and presence of their users. */
@NullMarked
package chat.core.node;

import org.jspecify.annotations.NullMarked;
