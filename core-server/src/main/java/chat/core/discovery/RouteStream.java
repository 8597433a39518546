package chat.core.discovery;

import chat.core.cluster.RouteTable;
import chat.core.cluster.Routes;
import chat.discovery.v1.CoreNode;
import chat.discovery.v1.WatchRoutesResponse;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One watcher of the routes. It is sent the newest map whenever it can take one: a slow reader misses maps in between and never makes the server keep any.
 */
final class RouteStream {
    private final RouteTable routes;
    private final ServerCallStreamObserver<WatchRoutesResponse> observer;
    private final Consumer<Routes> changed = this::changed;

    @GuardedBy("this")
    private long sentVersion = Long.MIN_VALUE;

    RouteStream(RouteTable routes, ServerCallStreamObserver<WatchRoutesResponse> observer) {
        this.routes = routes;
        this.observer = observer;
    }

    /** Within the call's method, before it returns. */
    void open() {
        observer.setOnReadyHandler(this::send);
        observer.setOnCancelHandler(() -> routes.removeListener(changed));
        observer.setOnCloseHandler(() -> routes.removeListener(changed));
        routes.addListener(changed);
        send();
    }

    private void changed(Routes next) {
        send();
    }

    private synchronized void send() {
        Routes current = routes.current();
        if (observer.isReady() && !observer.isCancelled() && current.version() > sentVersion) {
            sentVersion = current.version();
            observer.onNext(response(current));
        }
    }

    private static WatchRoutesResponse response(Routes routes) {
        WatchRoutesResponse.Builder response = WatchRoutesResponse.newBuilder().setVersion(routes.version());
        List<String> nodes = new ArrayList<>(routes.addresses().keySet());
        routes.addresses()
                .forEach((id, address) ->
                        response.addNodes(CoreNode.newBuilder().setNodeId(id).setAddress(address)));
        for (@Nullable String owner : routes.owners()) {
            response.addOwners(owner == null ? -1 : nodes.indexOf(owner));
        }
        return response.build();
    }
}
