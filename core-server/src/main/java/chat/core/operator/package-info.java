/**
 * Operators: their accounts and roles, and how they get in.
 *
 * <pre>
 * operators (name)                     role, password hash
 * revoked_operator_tokens (token_id)   tokens that were logged out; lives as long as the token would have
 * </pre>
 */
@NullMarked
package chat.core.operator;

import org.jspecify.annotations.NullMarked;
