package chat.gateway.core;

import chat.discovery.v1.DiscoveryServiceGrpc;
import chat.discovery.v1.WatchRoutesRequest;
import chat.discovery.v1.WatchRoutesResponse;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the map of slots on one core, and on another one as soon as that core fails, stays silent, or is suspected to be behind. Router loop only. */
final class RouteWatcher {
    private static final Logger LOG = LoggerFactory.getLogger(RouteWatcher.class);
    private static final Backoff AGAIN = new Backoff(50, 1_000);
    private static final long FIRST_ANSWER_MILLIS = 3_000;
    /** A core is given this long to hear of a change before another one is asked. */
    private static final long SUSPICION_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final CoreAddresses addresses;
    private final CoreChannels channels;
    private final EventExecutor loop;
    private final Consumer<RouteTable> listener;

    private @Nullable Watch watch;
    private int nextAddress;
    private int failures;
    private long lastChangeNanos = System.nanoTime();
    private boolean stopped;

    RouteWatcher(CoreAddresses addresses, CoreChannels channels, EventExecutor loop, Consumer<RouteTable> listener) {
        this.addresses = addresses;
        this.channels = channels;
        this.loop = loop;
        this.listener = listener;
    }

    void start() {
        if (stopped) {
            return;
        }
        List<String> candidates = addresses.all();
        if (candidates.isEmpty()) {
            retry("no core address is known: set core.seeds, or check that cores are registered in ZooKeeper");
            return;
        }
        String address = candidates.get(Math.floorMod(nextAddress++, candidates.size()));
        Watch next = new Watch(address);
        watch = next;
        ManagedChannel channel = channels.get(address);
        channel.resetConnectBackoff();
        DiscoveryServiceGrpc.newStub(channel).watchRoutes(WatchRoutesRequest.getDefaultInstance(), next);
        after(FIRST_ANSWER_MILLIS, () -> {
            if (watch == next && !next.answered) {
                leave("no map within " + FIRST_ANSWER_MILLIS + " ms");
            }
        });
    }

    /** A core denied what the map says. If no news came for a while, this watch may be the one that is behind. */
    void suspect() {
        if (watch != null && System.nanoTime() - lastChangeNanos > SUSPICION_NANOS) {
            lastChangeNanos = System.nanoTime();
            leave("its map is contradicted by other cores");
        }
    }

    void stop() {
        stopped = true;
        Watch current = watch;
        watch = null;
        if (current != null) {
            current.cancel();
        }
    }

    private void changed(Watch from, WatchRoutesResponse response) {
        if (from != watch) {
            return;
        }
        try {
            RouteTable table = RouteTable.of(response);
            from.answered = true;
            failures = 0;
            lastChangeNanos = System.nanoTime();
            listener.accept(table);
        } catch (IllegalArgumentException contradiction) {
            leave("its map makes no sense: " + contradiction.getMessage());
        }
    }

    private void ended(Watch from, String why) {
        if (from == watch) {
            watch = null;
            retry(from.address + ": " + why);
        }
    }

    private void leave(String why) {
        Watch current = watch;
        if (current != null) {
            watch = null;
            current.cancel();
            retry(current.address + ": " + why);
        }
    }

    private void retry(String why) {
        failures++;
        if (failures == 1 || failures % 30 == 0) {
            LOG.atWarn()
                    .addKeyValue("event", "core.routes.lost")
                    .log(
                            "the map of slots can't be followed ({}), attempt {}; the last one stays in use",
                            why,
                            failures);
        }
        after(failures == 1 ? 1 : AGAIN.millis(failures), this::start);
    }

    private void after(long millis, Runnable step) {
        loop.schedule(step, millis, TimeUnit.MILLISECONDS).addListener(RouterLoop::logFailure);
    }

    private final class Watch implements ClientResponseObserver<WatchRoutesRequest, WatchRoutesResponse> {
        private final String address;
        private boolean answered;
        private @Nullable ClientCallStreamObserver<WatchRoutesRequest> call;

        Watch(String address) {
            this.address = address;
        }

        void cancel() {
            if (call != null) {
                call.cancel("not needed any more", null);
            }
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<WatchRoutesRequest> started) {
            call = started;
        }

        @Override
        public void onNext(WatchRoutesResponse response) {
            onLoop(() -> changed(this, response));
        }

        @Override
        public void onError(Throwable thrown) {
            onLoop(() -> ended(this, String.valueOf(thrown.getMessage())));
        }

        @Override
        public void onCompleted() {
            onLoop(() -> ended(this, "the core ended it"));
        }

        private void onLoop(Runnable step) {
            try {
                loop.execute(step);
            } catch (RejectedExecutionException loopHasStopped) {
                LOG.debug("the router loop has stopped");
            }
        }
    }
}
