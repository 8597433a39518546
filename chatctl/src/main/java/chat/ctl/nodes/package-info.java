/** {@code chatctl nodes}: the processes of the cluster. */
@NullMarked
package chat.ctl.nodes;

import org.jspecify.annotations.NullMarked;
