/** Accounts as operators see them: one page of everything the cluster knows of a user. Every look is audited. */
@NullMarked
package chat.core.useradmin;

import org.jspecify.annotations.NullMarked;
