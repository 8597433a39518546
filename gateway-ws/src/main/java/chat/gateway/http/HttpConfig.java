package chat.gateway.http;

import chat.runtime.config.ProgramConfig;
import java.time.Duration;
import java.util.List;

/**
 * What a client may do over HTTP.
 *
 * @param requestTimeout from the connection, or the last answer, to the end of the next request
 * @param maxBodyBytes largest request body
 * @param allowedOrigins web pages that may use this gateway, as in {@code https://chat.example.org}; {@code *} for all
 * @param trustedProxies networks whose {@code X-Forwarded-For} is believed, as in {@code 10.0.0.0/8}
 * @param signUpsPerMinute from one address
 * @param loginsPerMinute from one address, refreshes included
 * @param maxAddresses how many addresses are remembered for these limits
 * @param maxConnections TCP connections at once, beyond which new ones are closed
 * @param capacity WebSockets at once, beyond which clients are sent elsewhere
 * @param region of this gateway
 */
public record HttpConfig(
        Duration requestTimeout,
        int maxBodyBytes,
        List<String> allowedOrigins,
        List<String> trustedProxies,
        int signUpsPerMinute,
        int loginsPerMinute,
        int maxAddresses,
        int maxConnections,
        int capacity,
        String region) {

    public HttpConfig {
        trustedProxies.forEach(Network::parse);
    }

    public static HttpConfig from(ProgramConfig config) {
        try {
            return new HttpConfig(
                    config.duration("http.request-timeout"),
                    Math.toIntExact(config.bytes("http.max-body-bytes")),
                    config.strings("http.allowed-origins"),
                    config.strings("http.trusted-proxies"),
                    config.integer("http.sign-ups-per-minute", 1, 1_000_000),
                    config.integer("http.logins-per-minute", 1, 1_000_000),
                    config.integer("http.max-addresses", 1, 10_000_000),
                    config.integer("max-connections", 1, 10_000_000),
                    config.integer("capacity", 1, 10_000_000),
                    config.string("region"));
        } catch (IllegalArgumentException notANetwork) {
            throw config.wrong("http.trusted-proxies", "networks as in 10.0.0.0/8 or ::1/128");
        }
    }
}
