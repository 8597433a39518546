package chat.ctl.connection;

import chat.ctl.connection.ServerAddresses.HostPort;
import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Resolves a fixed list of addresses, once, when the first call is made. The first that accepts a connection is used. */
final class AddressResolver extends NameResolver {
    private final ServerAddresses servers;

    AddressResolver(ServerAddresses servers) {
        this.servers = servers;
    }

    @Override
    public String getServiceAuthority() {
        return servers.addresses().get(0).toString();
    }

    @Override
    public void start(Listener2 listener) {
        List<EquivalentAddressGroup> groups = new ArrayList<>();
        String unknown = "";
        for (HostPort server : servers.addresses()) {
            try {
                for (InetAddress address : InetAddress.getAllByName(server.host())) {
                    groups.add(new EquivalentAddressGroup(
                            new InetSocketAddress(address, server.port()),
                            Attributes.newBuilder()
                                    .set(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE, server.toString())
                                    .build()));
                }
            } catch (UnknownHostException notKnown) {
                unknown = server.host();
            }
        }
        if (groups.isEmpty()) {
            listener.onError(Status.UNAVAILABLE.withDescription("unknown host " + unknown));
        } else {
            listener.onResult(ResolutionResult.newBuilder()
                    .setAddressesOrError(StatusOr.fromValue(groups))
                    .build());
        }
    }

    @Override
    public void shutdown() {
        // nothing runs
    }
}
