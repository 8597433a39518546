/** {@code chatctl history}: what was said in a channel. Each call names a reason and is in the audit log. */
@NullMarked
package chat.ctl.history;

import org.jspecify.annotations.NullMarked;
