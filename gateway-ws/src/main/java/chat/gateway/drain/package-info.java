/** How a gateway stops: it says so, sends every client elsewhere at its own moment, and waits for what is under way, within a time. */
@NullMarked
package chat.gateway.drain;

import org.jspecify.annotations.NullMarked;
