/** Inboxes: what each user has to see, as a dense sequence of positions (ADR 0003). */
@NullMarked
package chat.core.inbox;

import org.jspecify.annotations.NullMarked;
