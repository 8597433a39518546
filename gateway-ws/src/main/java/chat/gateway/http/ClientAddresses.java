package chat.gateway.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Whose request it is: the peer, unless that is a proxy of ours. Then the last address of {@code X-Forwarded-For} that is no proxy of
 * ours: what stands before it was written by the client, and may be anything.
 */
final class ClientAddresses {
    private static final String FORWARDED = "X-Forwarded-For";

    private final List<Network> trusted;

    ClientAddresses(List<String> trustedProxies) {
        this.trusted = trustedProxies.stream().map(Network::parse).toList();
    }

    InetAddress of(InetSocketAddress peer, HttpHeaders headers) {
        InetAddress address = peer.getAddress();
        if (!isTrusted(address)) {
            return address;
        }
        List<String> hops = new ArrayList<>();
        headers.getAll(FORWARDED).forEach(header -> hops.addAll(List.of(header.split(","))));
        Collections.reverse(hops);
        for (String hop : hops) {
            try {
                address = Network.address(hop.trim());
            } catch (UnknownHostException notAnAddress) {
                return address;
            }
            if (!isTrusted(address)) {
                return address;
            }
        }
        return address;
    }

    private boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(network -> network.contains(address));
    }
}
