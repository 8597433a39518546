/**
 * The way to the core nodes. {@link chat.gateway.core.RouteWatcher} learns which node owns which slot; one
 * {@link chat.gateway.core.CoreLink} a node carries every session and send over one stream; {@link chat.gateway.core.CoreRouter}
 * takes each frame to the owner it needs, holds what has no owner at the moment, and sends it again when there is one. All of
 * it lives on one thread, the <i>router loop</i>, except for {@link chat.gateway.core.CoreCalls}, which makes unary calls.
 */
@NullMarked
package chat.gateway.core;

import org.jspecify.annotations.NullMarked;
