/**
 * Configuration of a program: commented defaults in its jar ({@code core.conf}), then {@code --config FILE}, then environment
 * variables, then {@code --set key=value}, the later winning. A key that the defaults don't name, or a value of the wrong type,
 * stops the program with a message that says where it came from and what was expected.
 */
@NullMarked
package chat.runtime.config;

import org.jspecify.annotations.NullMarked;
