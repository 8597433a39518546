package chat.gateway.core;

import java.util.Optional;

/**
 * What travels with a unary call besides the request.
 *
 * @param requestId names the request in logs, up to 64 characters
 * @param clientAddress of the client, as far as it is known
 */
public record CallContext(Optional<String> accessToken, String requestId, String clientAddress) {}
