/** What goes to stdout: aligned tables that no message text can break out of, and JSON whose field names are those of the protos. */
@NullMarked
package chat.ctl.output;

import org.jspecify.annotations.NullMarked;
