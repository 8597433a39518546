/**
 * The WebSocket of one client: upgrade, fragments, limits, ping and pong, and the orderly end. Joins a Netty channel to a
 * {@link chat.gateway.session.Session}.
 */
@NullMarked
package chat.gateway.socket;

import org.jspecify.annotations.NullMarked;
