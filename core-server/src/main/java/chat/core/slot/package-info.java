/** Slots as the features see them: which this node owns, in which epoch, and on which thread their state lives (ADR 0002). */
@NullMarked
package chat.core.slot;

import org.jspecify.annotations.NullMarked;
