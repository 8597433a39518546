package chat.ctl.connection;

import java.util.ArrayList;
import java.util.List;

/**
 * The core nodes to talk to, in the order in which they are tried.
 *
 * @param addresses at least one
 */
record ServerAddresses(List<HostPort> addresses) {
    /** One of them; an IPv6 address stands in brackets where it is written. */
    record HostPort(String host, int port) {
        @Override
        public String toString() {
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /**
     * Parses {@code HOST:PORT[,HOST:PORT...]}.
     *
     * @throws IllegalArgumentException with a text for the operator
     */
    static ServerAddresses parse(String text) {
        List<HostPort> parsed = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            parsed.add(parseOne(part.strip()));
        }
        return new ServerAddresses(List.copyOf(parsed));
    }

    private static HostPort parseOne(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty() || (!bracketed && host.indexOf(':') >= 0) || !host.matches("[0-9A-Za-z._:%-]+")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an address: expected HOST:PORT, or [IPV6]:PORT, several divided by commas");
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (port >= 1 && port <= 65535) {
                return new HostPort(host, port);
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw new IllegalArgumentException("'" + text + "' has no port: expected HOST:PORT with a port of 1 to 65535");
    }

    /** True when the name itself says that it can't leave this machine; nothing is looked up. */
    boolean loopback() {
        return addresses.stream()
                .allMatch(a -> a.host().equals("localhost")
                        || a.host().equals("::1")
                        || a.host().matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}"));
    }

    /** As the operator writes it. */
    @Override
    public String toString() {
        return String.join(",", addresses.stream().map(HostPort::toString).toList());
    }
}
