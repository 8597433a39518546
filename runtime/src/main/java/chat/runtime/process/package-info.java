/**
 * How a process lives: {@link chat.runtime.process.Program} reads its configuration and starts it, {@link
 * chat.runtime.process.Lifecycle} keeps what was started and stops it in reverse, the leash stops it with its parent, and logging
 * is set up the same everywhere.
 */
@NullMarked
package chat.runtime.process;

import org.jspecify.annotations.NullMarked;
