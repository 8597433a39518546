/** Passwords of users and operators: Argon2id on few threads with bounded memory, and the brake on guessing. */
@NullMarked
package chat.core.password;

import org.jspecify.annotations.NullMarked;
