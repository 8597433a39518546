package chat.console.config;

/**
 * Where one core listens for gRPC.
 *
 * @param host name or address; an IPv6 address without its brackets
 * @param port 1 to 65,535
 */
public record CoreAddress(String host, int port) {

    /** Reads {@code host:port} or {@code [ipv6]:port}. */
    public static CoreAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon > 0) {
            String host = text.substring(0, colon);
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            } else if (host.contains(":")) {
                throw wrong(text);
            }
            try {
                int port = Integer.parseInt(text.substring(colon + 1));
                if (port > 0 && port < 65_536 && !host.isBlank()) {
                    return new CoreAddress(host, port);
                }
            } catch (NumberFormatException notANumber) {
                throw wrong(text);
            }
        }
        throw wrong(text);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("console.cores holds '" + text
                + "', which is not an address: write host:port, as in core1.example:9090 or [::1]:9090");
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
