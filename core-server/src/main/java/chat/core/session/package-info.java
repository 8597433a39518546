/** Sessions: devices attached through gateways, what they are sent and what they confirm. */
@NullMarked
package chat.core.session;

import org.jspecify.annotations.NullMarked;
