package chat.core;

import chat.core.access.AccessInterceptor;
import chat.core.access.RpcAccess;
import chat.core.forward.CallerMetadata;
import chat.runtime.grpc.GrpcServers;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ChannelzService;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The gRPC server: the features' services behind the shared interceptors, with health, reflection and channelz. */
final class GrpcFrontDoor implements AutoCloseable {
    private static final int CHANNELZ_PAGE = 100;
    /** Service methods never block; a few threads do for all of them. */
    private static final int THREADS = 8;

    private static final long GRACE_SECONDS = 5;

    private final HealthStatusManager health;
    private final ExecutorService threads;
    private final Server server;
    private final String advertisedAddress;

    private GrpcFrontDoor(
            HealthStatusManager health, ExecutorService threads, Server server, String advertisedAddress) {
        this.health = health;
        this.threads = threads;
        this.server = server;
        this.advertisedAddress = advertisedAddress;
    }

    /** Listens; health says NOT_SERVING until {@link #serving}. */
    static GrpcFrontDoor open(
            CoreConfig.Grpc config, String clusterSecret, AccessInterceptor access, List<BindableService> features)
            throws IOException {
        HealthStatusManager health = new HealthStatusManager();
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.NOT_SERVING);
        List<BindableService> all = new ArrayList<>(features);
        all.add(health.getHealthService());
        all.add(ProtoReflectionServiceV1.newInstance());
        all.add(ChannelzService.newInstance(CHANNELZ_PAGE));
        List<ServerServiceDefinition> services =
                all.stream().map(BindableService::bindService).toList();
        RpcAccess.requireComplete(services);
        AtomicInteger count = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "grpc-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        NettyServerBuilder builder = GrpcServers.listening(
                        new InetSocketAddress(config.host(), config.port()), config.tls(), config.maxMessageBytes())
                .executor(threads)
                .addServices(services);
        Server server = GrpcServers.withShared(
                        builder, clusterSecret, RpcAccess.internal(), new CallerMetadata(), access)
                .build();
        try {
            server.start();
        } catch (IOException taken) {
            threads.shutdownNow();
            throw new IOException(
                    "cannot listen on " + config.host() + ":" + config.port() + " for gRPC (core.grpc.port): "
                            + taken.getMessage(),
                    taken);
        }
        String address = config.advertisedAddress().isEmpty()
                ? config.host() + ":" + server.getPort()
                : config.advertisedAddress();
        return new GrpcFrontDoor(health, threads, server, address);
    }

    /** Where other nodes reach it. */
    String advertisedAddress() {
        return advertisedAddress;
    }

    void serving() {
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
    }

    void notServing() {
        health.enterTerminalState();
    }

    /** Lets calls under way finish for a while. */
    @Override
    public void close() {
        server.shutdown();
        try {
            if (!server.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        threads.shutdown();
    }
}
