package chat.core.discovery;

import chat.core.cluster.RouteTable;
import chat.core.cluster.member.Members;
import chat.discovery.v1.DiscoveryServiceGrpc;
import chat.discovery.v1.ListGatewaysRequest;
import chat.discovery.v1.ListGatewaysResponse;
import chat.discovery.v1.WatchRoutesRequest;
import chat.discovery.v1.WatchRoutesResponse;
import chat.runtime.grpc.UnaryReply;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/** {@code chat.discovery.v1.DiscoveryService}: answers from {@link Members} and {@link RouteTable}. */
public final class DiscoveryGrpcService extends DiscoveryServiceGrpc.DiscoveryServiceImplBase {
    private final Members members;
    private final RouteTable routes;

    public DiscoveryGrpcService(Members members, RouteTable routes) {
        this.members = members;
        this.routes = routes;
    }

    @Override
    public void listGateways(ListGatewaysRequest request, StreamObserver<ListGatewaysResponse> replies) {
        UnaryReply.send(
                replies,
                () -> CompletableFuture.completedFuture(ListGatewaysResponse.newBuilder()
                        .addAllGateways(GatewayRanking.rank(
                                members.gateways().values(), request.getRegion(), ThreadLocalRandom.current()))
                        .build()));
    }

    @Override
    public void watchRoutes(WatchRoutesRequest request, StreamObserver<WatchRoutesResponse> replies) {
        new RouteStream(routes, (ServerCallStreamObserver<WatchRoutesResponse>) replies).open();
    }
}
