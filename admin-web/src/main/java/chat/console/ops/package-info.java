/** Health and metrics, on a port of their own. */
@NullMarked
package chat.console.ops;

import org.jspecify.annotations.NullMarked;
