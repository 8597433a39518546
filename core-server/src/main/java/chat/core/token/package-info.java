/**
 * Tokens (ADR 0005): the keys that sign access tokens and their rotation, access tokens (JWT, ES256), and refresh tokens.
 *
 * <pre>
 * signing_keys (keyring) -> generation   static: how many keys were ever added; a new key is added on condition that it has not moved
 *                        -> key_id       public key, sealed private key, from when it signs; expires with the row
 * </pre>
 */
@NullMarked
package chat.core.token;

import org.jspecify.annotations.NullMarked;
