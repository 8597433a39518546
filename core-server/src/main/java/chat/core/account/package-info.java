/** Accounts, their devices and their tokens. */
@NullMarked
package chat.core.account;

import org.jspecify.annotations.NullMarked;
