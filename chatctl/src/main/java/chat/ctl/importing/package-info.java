/**
 * {@code chatctl import}: conversations of another system, with their original times and order, in bounded memory.
 *
 * <pre>
 * pass 1   SourceReader -> SourceIndex       who speaks how often, how many messages, what will be changed; no text is kept
 * pass 2   SourceReader -> ConversationImport (one a conversation: begin, append in order, finish) -> CallPool -> ImportService
 *                          texts waiting for the server: at most {@link chat.ctl.importing.TextBudget}
 * </pre>
 */
@NullMarked
package chat.ctl.importing;

import org.jspecify.annotations.NullMarked;
