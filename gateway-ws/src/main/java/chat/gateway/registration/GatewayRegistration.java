package chat.gateway.registration;

import chat.node.v1.Registration;
import chat.node.v1.Registration.State;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the gateway's znode there and true, and reads the cores' addresses, on a thread of its own. The gateway works without
 * ZooKeeper as long as it can reach a core: what fails here is tried again at the next interval.
 */
public final class GatewayRegistration implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayRegistration.class);
    private static final int CONNECTION_TIMEOUT_MILLIS = 5_000;
    private static final long STOP_SECONDS = 3;

    private final RegistrationConfig config;
    private final Registration identity;
    private final IntSupplier sessions;
    private final Consumer<List<String>> cores;
    private final CuratorFramework curator;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "registration");
        made.setDaemon(true);
        return made;
    });

    private volatile State state = State.STATE_SERVING;
    /** Registration thread only. */
    private boolean failing;

    /**
     * Prepares it; {@link #start} connects.
     *
     * @param identity what does not change: addresses, version, start
     * @param sessions how many there are now
     * @param cores told the addresses of the cores, each time they were read
     */
    public GatewayRegistration(
            RegistrationConfig config, Registration identity, IntSupplier sessions, Consumer<List<String>> cores) {
        this.config = config;
        this.identity = identity;
        this.sessions = sessions;
        this.cores = cores;
        this.curator = CuratorFrameworkFactory.builder()
                .connectString(config.connect())
                .sessionTimeoutMs(Math.toIntExact(config.sessionTimeout().toMillis()))
                .connectionTimeoutMs(CONNECTION_TIMEOUT_MILLIS)
                .retryPolicy(new RetryOneTime(100))
                .dontUseContainerParents()
                .build();
    }

    /** Does not wait for ZooKeeper. */
    public void start() {
        curator.start();
        var unused = thread.scheduleWithFixedDelay(
                this::refresh, 0, config.interval().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Says so at once. */
    public void state(State next) {
        state = next;
        try {
            thread.execute(this::refresh);
        } catch (RejectedExecutionException closed) {
            LOG.debug("registration is closed already");
        }
    }

    @Override
    public void close() throws IllegalStateException {
        try {
            thread.execute(this::remove);
        } catch (RejectedExecutionException closedTwice) {
            return;
        }
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        curator.close(); // what is left goes with the session
    }

    private void refresh() {
        try {
            write();
            readCores();
            if (failing) {
                failing = false;
                LOG.atInfo().addKeyValue("event", "registration.recovered").log("registered in ZooKeeper again");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (Exception failed) {
            if (!failing) {
                failing = true;
                LOG.atWarn()
                        .addKeyValue("event", "registration.failed")
                        .setCause(failed)
                        .log(
                                "ZooKeeper at {} does not take the registration; trying on every {} ms",
                                config.connect(),
                                config.interval().toMillis());
            }
        }
    }

    private void write() throws Exception {
        byte[] data = JsonFormat.printer()
                .omittingInsignificantWhitespace()
                .print(identity.toBuilder()
                        .setNodeId(config.nodeId())
                        .setRegion(config.region())
                        .setCapacity(config.capacity())
                        .setSessions(sessions.getAsInt())
                        .setState(state)
                        .setUpdatedAtMillis(System.currentTimeMillis()))
                .getBytes(StandardCharsets.UTF_8);
        String path = path();
        Stat there = curator.checkExists().forPath(path);
        long session = curator.getZookeeperClient().getZooKeeper().getSessionId();
        if (there != null && there.getEphemeralOwner() != session) {
            LOG.atWarn()
                    .addKeyValue("event", "registration.replaced")
                    .log(
                            "{} was of another ZooKeeper session: an earlier life of this gateway, or two with one node id",
                            path);
            deleteIfThere(path);
            there = null;
        }
        if (there == null) {
            curator.create()
                    .creatingParentsIfNeeded()
                    .withMode(CreateMode.EPHEMERAL)
                    .forPath(path, data);
        } else {
            curator.setData().forPath(path, data);
        }
    }

    private void readCores() throws Exception {
        List<String> addresses = new ArrayList<>();
        String parent = config.root() + "/cores";
        if (curator.checkExists().forPath(parent) == null) {
            return;
        }
        for (String child : curator.getChildren().forPath(parent)) {
            try {
                Registration.Builder core = Registration.newBuilder();
                JsonFormat.parser()
                        .ignoringUnknownFields()
                        .merge(
                                new String(curator.getData().forPath(parent + "/" + child), StandardCharsets.UTF_8),
                                core);
                if (!core.getAddress().isEmpty()) {
                    addresses.add(core.getAddress());
                }
            } catch (KeeperException.NoNodeException gone) {
                LOG.debug("core {} went while it was read", child);
            } catch (InvalidProtocolBufferException notOurs) {
                LOG.debug("{} holds no registration", child);
            }
        }
        cores.accept(addresses);
    }

    private void remove() {
        try {
            if (curator.getZookeeperClient().isConnected()) {
                deleteIfThere(path());
            }
        } catch (Exception goesWithTheSession) {
            LOG.debug("registration not removed", goesWithTheSession);
        }
    }

    private void deleteIfThere(String path) throws Exception {
        try {
            curator.delete().forPath(path);
        } catch (KeeperException.NoNodeException gone) {
            LOG.debug("{} is gone already", path);
        }
    }

    private String path() {
        return config.root() + "/gateways/" + config.nodeId();
    }
}
