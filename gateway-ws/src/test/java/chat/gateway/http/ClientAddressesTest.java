package chat.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientAddressesTest {
    private final ClientAddresses addresses = new ClientAddresses(List.of("10.0.0.0/8", "::1/128"));

    @Test
    void of_untrustedPeer_headerIgnored() throws Exception {
        assertThat(of("192.0.2.1", "203.0.113.9")).isEqualTo("192.0.2.1");
    }

    @Test
    void of_trustedPeer_lastAddressThatIsNoProxy() throws Exception {
        assertThat(of("10.0.0.1", "203.0.113.9, 198.51.100.7 , 10.1.2.3")).isEqualTo("198.51.100.7");
    }

    @Test
    void of_trustedPeerAndNoHeaderOrGarbage_lastKnownHop() throws Exception {
        assertThat(of("10.0.0.1")).isEqualTo("10.0.0.1");
        assertThat(of("10.0.0.1", "evil.example.org")).isEqualTo("10.0.0.1");
        assertThat(of("10.0.0.1", "evil, 10.0.0.2")).isEqualTo("10.0.0.2");
    }

    @Test
    void network_notOne_refused() {
        assertThatThrownBy(() -> Network.parse("10.0.0.0/33")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Network.parse("localhost")).isInstanceOf(IllegalArgumentException.class);
    }

    private String of(String peer, String... forwarded) throws Exception {
        DefaultHttpHeaders headers = new DefaultHttpHeaders();
        headers.add("X-Forwarded-For", List.of(forwarded));
        return addresses
                .of(new InetSocketAddress(Network.address(peer), 1), headers)
                .getHostAddress();
    }
}
