/**
 * Brings accepted messages to the inboxes of their recipients, at least once and in order (ADR 0004): one append under way for each
 * channel and recipient, through one ordered stream per core; marks and checkpoints tell the next owner where to go on.
 *
 * <pre>
 * fanout_marks       (slot, time_window) -> channel_id     which channels have messages of that minute
 * fanout_checkpoints (slot) -> epoch                       how far each owner's fan-out is complete
 * </pre>
 */
@NullMarked
package chat.core.fanout;

import org.jspecify.annotations.NullMarked;
