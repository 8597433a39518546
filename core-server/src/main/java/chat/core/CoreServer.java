package chat.core;

import chat.core.access.AccessInterceptor;
import chat.core.account.AccountFeature;
import chat.core.audit.AuditFeature;
import chat.core.cassandra.Cassandra;
import chat.core.channel.ChannelFeature;
import chat.core.cluster.Cluster;
import chat.core.cluster.ClusterGrpcService;
import chat.core.cluster.zookeeper.ZooKeeperLink;
import chat.core.discovery.DiscoveryGrpcService;
import chat.core.fanout.FanOutFeature;
import chat.core.fanout.Peers;
import chat.core.forward.ForwardFeature;
import chat.core.forward.Forwarder;
import chat.core.forward.NodeChannels;
import chat.core.history.HistoryAdminGrpcService;
import chat.core.imports.ImportFeature;
import chat.core.inbox.InboxConfig;
import chat.core.inbox.InboxFeature;
import chat.core.inbox.Inboxes;
import chat.core.message.MessageConfig;
import chat.core.message.MessageFeature;
import chat.core.messageid.MessageIds;
import chat.core.node.NodeGrpcService;
import chat.core.operator.OperatorFeature;
import chat.core.page.PageTokens;
import chat.core.password.Passwords;
import chat.core.presence.PresenceConfig;
import chat.core.presence.PresenceFeature;
import chat.core.schema.Schema;
import chat.core.session.SessionConfig;
import chat.core.session.SessionFeature;
import chat.core.slot.SlotOwnership;
import chat.core.slot.SlotThreads;
import chat.core.token.KeySecret;
import chat.core.token.TokenFeature;
import chat.core.useradmin.UserAdminGrpcService;
import chat.runtime.error.ChatException;
import chat.runtime.grpc.ChannelFactory;
import chat.runtime.ops.OpsServer;
import chat.runtime.ops.Readiness;
import chat.runtime.process.Lifecycle;
import io.grpc.BindableService;
import io.prometheus.client.CollectorRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A core node, put together: engines, cluster, features, and at last the doors. What is started first stops last: a stopping node hands its slots over before
 * anything else goes.
 */
final class CoreServer {
    private static final Duration SCHEMA_PATIENCE = Duration.ofMinutes(2);

    private CoreServer() {}

    static void start(CoreConfig config, Lifecycle lifecycle) throws Exception {
        start(config, lifecycle, CollectorRegistry.defaultRegistry);
    }

    /** With metrics of its own, so that several nodes fit into one process. */
    static void start(CoreConfig config, Lifecycle lifecycle, CollectorRegistry registry) throws Exception {
        Clock clock = Clock.systemUTC();
        String nodeId = config.node().nodeId();
        Readiness readiness = new Readiness();
        AtomicBoolean started = new AtomicBoolean();
        readiness.register("start", started::get, "still starting: engines, schema, cluster, features, in this order");
        OpsServer ops = lifecycle.start(
                "ops", () -> OpsServer.start(config.ops().host(), config.ops().port(), readiness));

        // the engines
        ZooKeeperLink zooKeeper = lifecycle.start("zookeeper", () -> ZooKeeperLink.open(config.zooKeeper()));
        readiness.register(
                "zookeeper",
                zooKeeper::connected,
                "not connected to " + config.zooKeeper().connect());
        Cassandra cassandra = lifecycle.start("cassandra", () -> Cassandra.connect(config.cassandra()));
        zooKeeper.awaitSession();
        applySchema(config, cassandra, zooKeeper);

        // the cluster
        SlotThreads slotThreads = lifecycle.start(
                "slot threads", () -> new SlotThreads(Runtime.getRuntime().availableProcessors()));
        Cluster cluster = lifecycle.start(
                "cluster",
                () -> Cluster.watch(
                        zooKeeper,
                        config.node(),
                        config.slots(),
                        config.ownership(),
                        cassandra,
                        slotThreads,
                        clock,
                        System::nanoTime));
        readiness.register("cluster", cluster::registered, "not registered in ZooKeeper, or cut off from it");
        MessageIds ids = lifecycle.start("message ids", () -> MessageIds.create(clock, nodeId));
        readiness.register("message-ids", ids::ready, "no worker id is leased, or its horizon was not moved");
        cluster.lendWorkers(ids::use);
        ForwardFeature forward = lifecycle.start(
                "forwarding",
                () -> ForwardFeature.create(nodeId, cluster.ownership(), cluster.routes(), channelFactory(config)));

        // the features
        SlotOwnership ownership = cluster.ownership();
        Forwarder forwarder = forward.forwarder();
        TokenFeature tokens = lifecycle.start(
                "tokens", () -> TokenFeature.start(cassandra, config.keySecret(), config.tokens(), clock));
        PageTokens pageTokens = new PageTokens(config.keySecret().derive(KeySecret.PAGE_TOKENS));
        Passwords passwords = lifecycle.start("passwords", () -> new Passwords(config.passwords()));
        AuditFeature audit = AuditFeature.create(cassandra, ids.minter());
        OperatorFeature operators =
                OperatorFeature.create(cassandra, tokens, passwords, audit.audit(), config.operators(), clock);
        AccountFeature accounts = AccountFeature.create(cassandra, ids.minter(), tokens, clock);
        ChannelFeature channels = ChannelFeature.create(cassandra, accounts.accounts(), ids.minter(), ownership);
        MessageFeature messages = MessageFeature.create(cassandra);
        Inboxes inboxes = InboxFeature.create(
                InboxConfig.defaults(), cassandra, ownership, slotThreads, messages.history(), registry);
        FanOutFeature fanOut = lifecycle.start(
                "fan-out",
                () -> FanOutFeature.create(
                        nodeId, cassandra, ownership, inboxes::append, peers(forward.channels()), registry));
        MessageFeature.Sending sending = messages.sending(
                MessageConfig.DEFAULT, ownership, slotThreads, ids.minter(), channels.store(), fanOut, registry, clock);
        PresenceFeature presence = PresenceFeature.create(
                PresenceConfig.defaults(), cassandra, ownership, slotThreads, nodeId, forward.channels()::to, registry);
        SessionFeature sessions = SessionFeature.create(
                SessionConfig.defaults(),
                ownership,
                slotThreads,
                inboxes,
                presence.presences(),
                accounts.tokenVerifier(),
                sending.sender(),
                registry);
        cluster.reportSessions(sessions::count);
        ImportFeature imports = ImportFeature.create(
                cassandra,
                channels.store(),
                sending,
                accounts.accounts(),
                ids.minter(),
                ownership,
                forwarder,
                audit.audit(),
                clock);

        // the doors
        List<BindableService> services = List.of(
                new DiscoveryGrpcService(cluster.members(), cluster.routes()),
                accounts.service(passwords, sessions.closer(), ownership, forwarder),
                channels.service(sending.order(), ownership, forwarder, pageTokens),
                messages.service(channels.store(), pageTokens),
                presence.service(),
                sessions.service(),
                new NodeGrpcService(inboxes, presence::local),
                new ClusterGrpcService(cluster),
                operators.service(),
                audit.service(pageTokens, clock),
                new UserAdminGrpcService(
                        accounts.accounts(),
                        channels.channels(),
                        sessions.directory(),
                        ownership,
                        forwarder,
                        audit.audit(),
                        pageTokens),
                new HistoryAdminGrpcService(
                        channels.store(),
                        messages.history(),
                        imports.store(),
                        accounts.accounts(),
                        audit.audit(),
                        pageTokens),
                imports.service());
        AccessInterceptor access = new AccessInterceptor(accounts.tokenVerifier(), operators.verifier(), audit.audit());
        GrpcFrontDoor door = lifecycle.start(
                "grpc", () -> GrpcFrontDoor.open(config.grpc(), config.clusterSecret(), access, services));

        cluster.join(door.advertisedAddress(), ops.address());
        lifecycle.onStop("slots", config.drainLimit().plusSeconds(5), () -> {
            door.notServing();
            cluster.drain(config.drainLimit());
        });
        door.serving();
        started.set(true);
    }

    /** Fan-out waits for a node that is not there. */
    private static Peers peers(NodeChannels channels) {
        return nodeId -> {
            try {
                return channels.to(nodeId);
            } catch (ChatException notRegistered) {
                return null;
            }
        };
    }

    private static void applySchema(CoreConfig config, Cassandra cassandra, ZooKeeperLink zooKeeper) {
        Schema schema = Schema.of(
                cassandra, config.cassandra().replication(), config.node().nodeId());
        if (config.applySchema()) {
            schema.apply(zooKeeper.schemaLock(SCHEMA_PATIENCE));
        } else {
            schema.check();
        }
    }

    private static ChannelFactory channelFactory(CoreConfig config) {
        return new ChannelFactory(
                config.grpc().tls(),
                Optional.of(config.clusterSecret()),
                config.grpc().callTimeout(),
                config.grpc().maxMessageBytes());
    }
}
