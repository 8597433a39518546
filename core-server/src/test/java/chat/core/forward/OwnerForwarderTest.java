package chat.core.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import chat.core.slot.SlotListener;
import chat.core.slot.SlotOwnership;
import chat.core.slot.SlotTenure;
import chat.discovery.v1.DiscoveryServiceGrpc;
import chat.discovery.v1.ListGatewaysRequest;
import chat.discovery.v1.ListGatewaysResponse;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import chat.runtime.grpc.GrpcServers;
import chat.runtime.grpc.MetadataKeys;
import chat.runtime.grpc.UnaryReply;
import chat.runtime.slot.Slots;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes in process; a made-up use of ListGateways answers with the node that ran it and what reached it. */
class OwnerForwarderTest {
    private static final String SECRET = "the-cluster-secret";
    private static final int SLOT = 0;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Map<String, TwinNode> nodes = new HashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final TwinNode one = new TwinNode("core-1");
    private final TwinNode two = new TwinNode("core-2");

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        timer.shutdownNow();
    }

    /** A node with its own view of who owns the slot, and its own truth. */
    private final class TwinNode extends DiscoveryServiceGrpc.DiscoveryServiceImplBase implements SlotOwnership {
        final String id;
        final ManagedChannel channel;
        volatile @Nullable String seenOwner;
        volatile Supplier<ChatException> refusal = () -> noOwner(Map.of());
        volatile boolean owns;
        final AtomicInteger ran = new AtomicInteger();
        final Map<String, String> reached = new ConcurrentHashMap<>();
        private final Forwarder forwarder;

        TwinNode(String id) {
            this.id = id;
            nodes.put(id, this);
            String name = InProcessServerBuilder.generateName();
            forwarder = new OwnerForwarder(
                    id, this, node -> nodes.get(node).internalChannel(), timer, Duration.ofMinutes(2));
            Server server = GrpcServers.withShared(
                            InProcessServerBuilder.forName(name).addService(this),
                            SECRET,
                            Set.of(),
                            new CallerMetadata(),
                            new Spy(reached))
                    .build();
            try {
                server.start();
            } catch (java.io.IOException impossible) {
                throw new IllegalStateException(impossible);
            }
            channel = InProcessChannelBuilder.forName(name).build();
            open.add(server::shutdownNow);
            open.add(channel::shutdownNow);
            this.name = name;
        }

        private final String name;

        ManagedChannel internalChannel() {
            Metadata headers = new Metadata();
            headers.put(MetadataKeys.CLUSTER_SECRET, SECRET);
            ManagedChannel internal = InProcessChannelBuilder.forName(name)
                    .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .build();
            open.add(internal::shutdownNow);
            return internal;
        }

        @Override
        public void listGateways(ListGatewaysRequest request, StreamObserver<ListGatewaysResponse> replies) {
            UnaryReply.send(
                    replies,
                    () -> forwarder.route(SLOT, request, DiscoveryServiceGrpc.getListGatewaysMethod(), this::answer));
        }

        private CompletionStage<ListGatewaysResponse> answer(ListGatewaysRequest request) {
            ran.incrementAndGet();
            if (!owns) {
                throw refusal.get();
            }
            ListGatewaysResponse.Builder response = ListGatewaysResponse.newBuilder();
            response.addGatewaysBuilder().setGatewayId(id);
            return CompletableFuture.completedFuture(response.build());
        }

        @Override
        public Slots slots() {
            return new Slots(1);
        }

        @Override
        public SlotTenure tenure(int slot) {
            throw refusal.get();
        }

        @Override
        public @Nullable String owner(int slot) {
            return seenOwner;
        }

        @Override
        public void addListener(SlotListener listener) {}
    }

    private static ChatException noOwner(Map<String, String> metadata) {
        return new ChatException(ErrorReason.ERROR_REASON_NO_OWNER, "nobody", metadata);
    }

    private static Supplier<ChatException> ownedBy(String owner) {
        return () -> new ChatException(ErrorReason.ERROR_REASON_NOT_OWNER, "not here", Map.of("owner", owner));
    }

    private String ask(TwinNode node) {
        return DiscoveryServiceGrpc.newBlockingStub(node.channel)
                .listGateways(ListGatewaysRequest.getDefaultInstance())
                .getGateways(0)
                .getGatewayId();
    }

    private ErrorReason refused(TwinNode node) {
        return Errors.fromStatus(catchThrowableOfType(StatusRuntimeException.class, () -> ask(node)))
                .reason();
    }

    @Test
    void route_owned_runsHere() {
        one.seenOwner = "core-1";
        one.owns = true;
        assertThat(ask(one)).isEqualTo("core-1");
        assertThat(two.ran).hasValue(0);
    }

    @Test
    void route_ownedElsewhere_runsThereWithTheCallersCredentials() {
        one.seenOwner = "core-2";
        two.owns = true;
        Metadata headers = new Metadata();
        headers.put(MetadataKeys.AUTHORIZATION, "Bearer abc");
        headers.put(MetadataKeys.REQUEST_ID, "request-7");
        DiscoveryServiceGrpc.newBlockingStub(one.channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .listGateways(ListGatewaysRequest.getDefaultInstance());
        assertThat(two.reached)
                .containsEntry("authorization", "Bearer abc")
                .containsEntry("x-chat-forwarded", "core-1");
        assertThat(one.ran).hasValue(0);
    }

    @Test
    void route_ownerMovedMeanwhile_followsTheRefusal() {
        one.seenOwner = "core-2";
        two.refusal = ownedBy("core-1");
        one.owns = true;
        assertThat(ask(one)).isEqualTo("core-1");
        assertThat(two.ran).hasValue(1);
    }

    @Test
    void route_noOwnerForAWhile_waitsAndSucceeds() {
        AtomicInteger refusals = new AtomicInteger();
        one.refusal = () -> {
            if (refusals.incrementAndGet() == 3) {
                one.seenOwner = "core-2";
                two.owns = true;
            }
            return noOwner(Map.of());
        };
        assertThat(ask(one)).isEqualTo("core-2");
        assertThat(refusals).hasValue(3);
    }

    @Test
    void route_outcomeUnknown_isNotRepeated() {
        one.refusal = () -> noOwner(Map.of("outcome", "unknown"));
        assertThat(refused(one)).isEqualTo(ErrorReason.ERROR_REASON_NO_OWNER);
        assertThat(one.ran).hasValue(1);
    }

    @Test
    void route_anyOtherFailure_isTheAnswer() {
        one.seenOwner = "core-2";
        two.refusal = () -> new ChatException(ErrorReason.ERROR_REASON_USERNAME_TAKEN, "taken");
        assertThat(refused(one)).isEqualTo(ErrorReason.ERROR_REASON_USERNAME_TAKEN);
        assertThat(two.ran).hasValue(1);
    }

    @Test
    void route_forwardedAlready_neverGoesOn() {
        two.seenOwner = "core-1";
        one.owns = true;
        Metadata headers = new Metadata();
        headers.put(MetadataKeys.FORWARDED, "core-9");
        headers.put(MetadataKeys.CLUSTER_SECRET, SECRET);
        assertThat(Errors.fromStatus(catchThrowableOfType(
                                StatusRuntimeException.class, () -> DiscoveryServiceGrpc.newBlockingStub(two.channel)
                                        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                                        .listGateways(ListGatewaysRequest.getDefaultInstance())))
                        .reason())
                .isEqualTo(ErrorReason.ERROR_REASON_NO_OWNER);
        assertThat(one.ran).hasValue(0);
    }

    @Test
    void route_strangerSaysForwarded_isNotBelieved() {
        one.seenOwner = "core-2";
        two.owns = true;
        Metadata headers = new Metadata();
        headers.put(MetadataKeys.FORWARDED, "core-9");
        assertThat(DiscoveryServiceGrpc.newBlockingStub(one.channel)
                        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                        .listGateways(ListGatewaysRequest.getDefaultInstance())
                        .getGateways(0)
                        .getGatewayId())
                .isEqualTo("core-2");
    }
}
