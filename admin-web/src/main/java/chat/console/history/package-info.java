/**
 * A channel's history. It is private: an operator gives a reason before anything is shown.
 *
 * <pre>
 * session
 * └─ Visits                     at most 50, the longest unused goes first
 *    └─ channel id → Visit      reason, since when, the channel and its members as last read
 * </pre>
 */
@NullMarked
package chat.console.history;

import org.jspecify.annotations.NullMarked;
