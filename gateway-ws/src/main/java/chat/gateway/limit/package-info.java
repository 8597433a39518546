/** How often somebody may do something: token buckets, one for each session, and for each client address on sign-up and login. */
@NullMarked
package chat.gateway.limit;

import org.jspecify.annotations.NullMarked;
