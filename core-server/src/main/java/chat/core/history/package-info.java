/** Conversations as operators see them: with a reason, and in the audit log before the answer. */
@NullMarked
package chat.core.history;

import org.jspecify.annotations.NullMarked;
