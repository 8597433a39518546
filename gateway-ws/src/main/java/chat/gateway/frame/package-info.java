/**
 * What goes over a WebSocket: {@code chat.client.v1} frames as strict protobuf JSON in text frames, or as protobuf in binary
 * frames. A message for many sockets is converted once for each subprotocol, not once for each socket.
 */
@NullMarked
package chat.gateway.frame;

import org.jspecify.annotations.NullMarked;
