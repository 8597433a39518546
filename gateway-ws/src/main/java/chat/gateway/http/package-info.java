/**
 * The HTTP half of a gateway: sign-up, login and one's own account as JSON over {@code AccountService}, which gateway to use, and
 * the way into the WebSocket. Checks origins and client addresses before anything else happens.
 */
@NullMarked
package chat.gateway.http;

import org.jspecify.annotations.NullMarked;
