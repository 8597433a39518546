/** {@code chatctl users}: accounts as operators see them. */
@NullMarked
package chat.ctl.users;

import org.jspecify.annotations.NullMarked;
