/** What the console is told at its start. */
@NullMarked
package chat.console.config;

import org.jspecify.annotations.NullMarked;
