package chat.gateway.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.localstack.Engines;
import chat.node.v1.Registration;
import chat.node.v1.Registration.State;
import com.google.protobuf.util.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a gateway writes to and reads from a real ZooKeeper. */
class GatewayRegistrationIT {
    private static Engines engines;
    private static CuratorFramework operator;

    private final AtomicInteger sessions = new AtomicInteger();
    private final List<List<String>> cores = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        engines = Engines.startTemporary(new Engines.Size(1, 0, 64));
        operator = CuratorFrameworkFactory.newClient(engines.zooKeeperConnect(), new RetryOneTime(100));
        operator.start();
        operator.blockUntilConnected();
    }

    @AfterAll
    static void stop() {
        operator.close();
        engines.close();
    }

    @Test
    void registration_writtenKeptTrueAndRemoved() throws Exception {
        try (GatewayRegistration registration = registration("/a")) {
            registration.start();
            await().until(() -> read("/a/gateways/g") != null);
            Registration written = read("/a/gateways/g");
            assertThat(written.getNodeId()).isEqualTo("g");
            assertThat(written.getAddress()).isEqualTo("ws://g/v1/ws");
            assertThat(written.getRegion()).isEqualTo("eu");
            assertThat(written.getCapacity()).isEqualTo(7);
            assertThat(written.getState()).isEqualTo(State.STATE_SERVING);
            assertThat(operator.checkExists().forPath("/a/gateways/g").getEphemeralOwner())
                    .isNotZero();
            sessions.set(3);
            await().until(() -> read("/a/gateways/g").getSessions() == 3);
            registration.state(State.STATE_DRAINING);
            await().until(() -> read("/a/gateways/g").getState() == State.STATE_DRAINING);
        }
        assertThat(read("/a/gateways/g")).isNull();
    }

    @Test
    void registration_leftOverOfAnEarlierLife_replaced() throws Exception {
        operator.create()
                .creatingParentsIfNeeded()
                .withMode(CreateMode.EPHEMERAL)
                .forPath("/b/gateways/g", "{}".getBytes(StandardCharsets.UTF_8));
        try (GatewayRegistration registration = registration("/b")) {
            registration.start();
            await().until(() -> {
                Registration there = read("/b/gateways/g");
                return there != null && there.getNodeId().equals("g");
            });
        }
    }

    @Test
    void cores_readAndGarbageSkipped() throws Exception {
        operator.create()
                .creatingParentsIfNeeded()
                .forPath("/c/cores/x", "{\"address\":\"10.0.0.1:7001\",\"later\":1}".getBytes(StandardCharsets.UTF_8));
        operator.create().forPath("/c/cores/y", "not json".getBytes(StandardCharsets.UTF_8));
        try (GatewayRegistration registration = registration("/c")) {
            registration.start();
            await().until(() -> cores.contains(List.of("10.0.0.1:7001")));
        }
    }

    private GatewayRegistration registration(String root) {
        return new GatewayRegistration(
                new RegistrationConfig(
                        engines.zooKeeperConnect(), root, Duration.ofSeconds(10), Duration.ofMillis(100), "g", "eu", 7),
                Registration.newBuilder().setAddress("ws://g/v1/ws").build(),
                sessions::get,
                cores::add);
    }

    private static Registration read(String path) throws Exception {
        if (operator.checkExists().forPath(path) == null) {
            return null;
        }
        Registration.Builder read = Registration.newBuilder();
        JsonFormat.parser().merge(new String(operator.getData().forPath(path), StandardCharsets.UTF_8), read);
        return read.build();
    }
}
