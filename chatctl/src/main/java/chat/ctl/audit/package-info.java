/** {@code chatctl audit}: what operators did and looked at. */
@NullMarked
package chat.ctl.audit;

import org.jspecify.annotations.NullMarked;
