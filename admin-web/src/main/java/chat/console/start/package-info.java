/** From the command line to a checked configuration, with the flags and exit codes of the other programs. */
@NullMarked
package chat.console.start;

import org.jspecify.annotations.NullMarked;
