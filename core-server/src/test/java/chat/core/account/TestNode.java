package chat.core.account;

import chat.client.v1.CloseCode;
import chat.core.access.AccessInterceptor;
import chat.core.access.RpcAccess;
import chat.core.audit.AuditFeature;
import chat.core.audit.TestAudit;
import chat.core.messageid.IdMinter;
import chat.core.operator.OperatorFeature;
import chat.core.operator.TestOperators;
import chat.core.page.PageTokens;
import chat.core.password.Argon2Cost;
import chat.core.password.PasswordConfig;
import chat.core.password.Passwords;
import chat.core.token.InMemorySigningKeyStore;
import chat.core.token.KeySecret;
import chat.core.token.TokenConfig;
import chat.core.token.TokenFeature;
import chat.runtime.grpc.GrpcServers;
import chat.runtime.grpc.MetadataKeys;
import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** A core node of accounts and operators in this process, with the real interceptors; several may share their stores. */
public final class TestNode implements AutoCloseable {
    public static final String CLUSTER_SECRET = "cluster-secret";

    /** What several nodes share: the database. */
    public static final class Database {
        public final MovableClock clock = new MovableClock();
        public final IdMinter ids = new CountingIds(clock);
        final InMemoryAccountStore accounts = new InMemoryAccountStore();
        final InMemorySigningKeyStore keys = new InMemorySigningKeyStore(clock);
        public final AuditFeature audit = TestAudit.create(ids);
    }

    public final Database database;
    public final TokenFeature tokens;
    public final Passwords passwords;
    public final AccountFeature accounts;
    public final EverySlot slots = new EverySlot();
    public final PageTokens pageTokens;
    /** {@code user/device code} of each session that was to be closed. */
    public final List<String> closed = new CopyOnWriteArrayList<>();

    private final OperatorFeature operators;
    private final Server server;
    private final ManagedChannel channel;

    public TestNode(Database database, BindableService... more) {
        this(database, new Argon2Cost(64, 1, 1), more);
    }

    TestNode(Database database, Argon2Cost cost, BindableService... more) {
        KeySecret secret = new KeySecret("0123456789abcdef0123456789abcdef");
        this.database = database;
        this.tokens = TokenFeature.start(database.keys, secret, TokenConfig.standard(), database.clock);
        this.passwords = new Passwords(new PasswordConfig(cost, 2, 1_000));
        this.pageTokens = new PageTokens(secret.derive(KeySecret.PAGE_TOKENS));
        this.accounts = new AccountFeature(database.accounts, database.accounts, database.ids, tokens, database.clock);
        this.operators = TestOperators.create(tokens, passwords, database.audit.audit(), database.clock);
        List<BindableService> services = new ArrayList<>(List.of(more));
        services.add(accounts.service(passwords, new Recorder(), slots, new LocalForwarder()));
        services.add(operators.service());
        services.add(database.audit.service(pageTokens, database.clock));
        String name = UUID.randomUUID().toString();
        try {
            InProcessServerBuilder builder = GrpcServers.withShared(
                    InProcessServerBuilder.forName(name).directExecutor(),
                    CLUSTER_SECRET,
                    RpcAccess.internal(),
                    new AccessInterceptor(accounts.tokenVerifier(), operators.verifier(), database.audit.audit()));
            services.forEach(builder::addService);
            this.server = builder.build().start();
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
        this.channel = InProcessChannelBuilder.forName(name).build();
    }

    /** Calls without a token. */
    public Channel channel() {
        return channel;
    }

    /** Calls with a token, from a gateway that saw them come from an address. */
    public Channel channel(String token, String address) {
        Metadata headers = new Metadata();
        if (!token.isEmpty()) {
            headers.put(MetadataKeys.AUTHORIZATION, "Bearer " + token);
        }
        headers.put(MetadataKeys.CLUSTER_SECRET, CLUSTER_SECRET);
        headers.put(MetadataKeys.CLIENT_ADDRESS, address);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** Calls with a token. */
    public Channel channel(String token) {
        return channel(token, "10.0.0.1");
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
        tokens.close();
        passwords.close();
    }

    private final class Recorder implements DeviceSessions {
        @Override
        public void close(long userId, long deviceId, CloseCode code, String detail) {
            closed.add(userId + "/" + deviceId + " " + code);
        }

        @Override
        public void closeOthers(long userId, long exceptDeviceId, CloseCode code, String detail) {
            closed.add(userId + "/all but " + exceptDeviceId + " " + code);
        }
    }
}
