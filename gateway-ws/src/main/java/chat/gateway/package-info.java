/**
 * The program {@code gateway-ws}: sockets and HTTP login in, gRPC out, with no business rule and no database.
 * {@link chat.gateway.GatewayServer} puts it together.
 */
@NullMarked
package chat.gateway;

import org.jspecify.annotations.NullMarked;
