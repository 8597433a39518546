/**
 * One device's conversation with the system, from {@code hello} to the end: what it may ask when, its place in the inbox, and what
 * ends it. Knows frames and the router, but no socket: {@link chat.gateway.session.ClientSocket} is all it sees of it.
 */
@NullMarked
package chat.gateway.session;

import org.jspecify.annotations.NullMarked;
