/** Real conversations as JSON lines: one line an event, oldest first within a conversation. */
@NullMarked
package chat.systemtests.conversation;

import org.jspecify.annotations.NullMarked;
