/** Failures as an operator meets them: what happened, what it means, what to do next, and one exit code for each kind. */
@NullMarked
package chat.ctl.failure;

import org.jspecify.annotations.NullMarked;
