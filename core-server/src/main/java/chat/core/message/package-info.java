/** Messages: accepting them in one order per channel, keeping them, finding them again (ADR 0004). */
@NullMarked
package chat.core.message;

import org.jspecify.annotations.NullMarked;
