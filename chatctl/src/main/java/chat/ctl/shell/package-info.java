/** {@code chatctl shell}: the same commands at a prompt, with completion and a history kept in the configuration folder. */
@NullMarked
package chat.ctl.shell;

import org.jspecify.annotations.NullMarked;
