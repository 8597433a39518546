package chat.ctl.connection;

import org.jspecify.annotations.Nullable;

/**
 * What {@code chatctl login} leaves behind.
 *
 * @param server the addresses that were logged in to, and the only ones that the token is sent to
 * @param transport how they are reached
 * @param operator login name
 * @param token bearer token
 * @param expiresAtMillis when the token ends
 */
public record Session(String server, Transport transport, String operator, String token, long expiresAtMillis) {
    /**
     * TLS settings; paths are absolute.
     *
     * @param ca certificates of those to trust; null means those of the JVM
     * @param cert own certificate chain; null for none
     * @param key its private key; null for none
     * @param insecure plaintext is allowed beyond this machine
     */
    public record Transport(
            boolean tls, @Nullable String ca, @Nullable String cert, @Nullable String key, boolean insecure) {
        static final Transport PLAINTEXT = new Transport(false, null, null, null, false);
    }
}
