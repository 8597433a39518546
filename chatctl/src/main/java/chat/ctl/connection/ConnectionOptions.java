package chat.ctl.connection;

import chat.ctl.connection.Session.Transport;
import chat.ctl.failure.ExitCode;
import chat.ctl.failure.Failure;
import chat.ctl.surroundings.Surroundings;
import chat.runtime.tls.TlsConfig;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Which servers, how protected, how long to wait: the only place that opens a channel. The server comes from {@code --server}, else
 * {@code CHATCTL_SERVER}, else the last login, else {@value #DEFAULT_SERVER}. TLS settings come from the options, else from the last login.
 */
public final class ConnectionOptions {
    /** The first core node of bin/up. */
    static final String DEFAULT_SERVER = "127.0.0.1:7410";

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
    /** 250 messages of the longest kind. */
    private static final int MAX_ANSWER_BYTES = 128 << 20;

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            description = "gRPC addresses of core nodes, tried in order, divided by commas"
                    + " (default: CHATCTL_SERVER, else that of the last login, else " + DEFAULT_SERVER + ").")
    private @Nullable String server;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long to wait for one answer, as in 500ms, 10s, 2m (default: 10s; import: 60s).")
    private @Nullable Duration timeout;

    @Option(names = "--tls", description = "Use TLS. Without it only this machine is talked to.")
    private boolean tls;

    @Option(names = "--ca", paramLabel = "FILE", description = "PEM certificates to trust; implies --tls.")
    private @Nullable File ca;

    @Option(names = "--cert", paramLabel = "FILE", description = "PEM certificate chain to show; needs --key.")
    private @Nullable File cert;

    @Option(names = "--key", paramLabel = "FILE", description = "PEM private key of --cert.")
    private @Nullable File key;

    @Option(names = "--insecure", description = "Allow plaintext beyond this machine: token and data can be read.")
    private boolean insecure;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    private Duration defaultTimeout = DEFAULT_TIMEOUT;

    /** For commands whose calls take longer than most. */
    public void defaultTimeout(Duration longer) {
        defaultTimeout = longer;
    }

    public SessionFile sessionFile() {
        return new SessionFile(surroundings().configFolder());
    }

    /** A client with the token of CHATCTL_TOKEN or of the last login; fails when there is neither. */
    public OperatorClient open() {
        String fromEnvironment = surroundings().variable("CHATCTL_TOKEN");
        Session session =
                fromEnvironment != null && given() ? null : sessionFile().read();
        ServerAddresses servers = servers(session);
        String token = fromEnvironment != null ? fromEnvironment : tokenFor(servers, session);
        return client(servers, transport(session), token);
    }

    /** A client without a token, for a login. Settings of a former login are a default for the server only. */
    public OperatorClient openForLogin() {
        Session former = given() ? null : readForServer();
        return client(servers(former), transport(former), null);
    }

    /** How {@link #openForLogin} reaches the server, to be kept with the token. */
    public Transport transportForLogin() {
        return transport(given() ? null : readForServer());
    }

    private @Nullable Session readForServer() {
        try {
            return sessionFile().read();
        } catch (Failure damaged) {
            return null; // a login replaces it
        }
    }

    private boolean given() {
        return server != null || surroundings().variable("CHATCTL_SERVER") != null;
    }

    private ServerAddresses servers(@Nullable Session session) {
        String text = server != null ? server : surroundings().variable("CHATCTL_SERVER");
        if (text == null) {
            text = session == null ? DEFAULT_SERVER : session.server();
        }
        try {
            return ServerAddresses.parse(text);
        } catch (IllegalArgumentException notOne) {
            throw new ParameterException(spec.commandLine(), notOne.getMessage());
        }
    }

    /** A token is sent to nobody but the servers that gave it. */
    private String tokenFor(ServerAddresses servers, @Nullable Session session) {
        if (session == null) {
            throw new Failure(
                    ExitCode.NOT_AUTHENTICATED,
                    "not logged in",
                    "There is no " + sessionFile().path() + ", and CHATCTL_TOKEN is not set.",
                    "Log in: chatctl login --server " + servers);
        }
        if (!ServerAddresses.parse(session.server()).addresses().containsAll(servers.addresses())) {
            throw new Failure(
                    ExitCode.NOT_AUTHENTICATED,
                    "not logged in to " + servers,
                    "The token kept is that of " + session.server() + " and is sent to no other server.",
                    "Log in there: chatctl login --server " + servers);
        }
        if (session.expiresAtMillis() > 0
                && session.expiresAtMillis() <= surroundings().clock().millis()) {
            throw new Failure(
                    ExitCode.NOT_AUTHENTICATED,
                    "the token has expired (TOKEN_EXPIRED)",
                    "Your login is over; nothing was done.",
                    "Log in: chatctl login");
        }
        return session.token();
    }

    private Transport transport(@Nullable Session session) {
        boolean ownSettings = tls || ca != null || cert != null || key != null || insecure;
        if (!ownSettings) {
            return session == null ? Transport.PLAINTEXT : session.transport();
        }
        boolean secured = tls || ca != null || cert != null || key != null;
        return new Transport(secured, path(ca), path(cert), path(key), insecure);
    }

    private static @Nullable String path(@Nullable File file) {
        return file == null ? null : file.getAbsolutePath();
    }

    private OperatorClient client(ServerAddresses servers, Transport transport, @Nullable String token) {
        if (!transport.tls() && !transport.insecure() && !servers.loopback()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "refused to talk plaintext to " + servers,
                    "Token, passwords and private messages could be read on the way.",
                    "Use --tls (with --ca FILE for a private authority), or --insecure if the network is trusted.");
        }
        MultiThreadIoEventLoopGroup io =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("io", true), NioIoHandler.newFactory());
        ManagedChannel channel = NettyChannelBuilder.forTarget(register(servers), credentials(transport))
                .eventLoopGroup(io)
                .channelType(NioSocketChannel.class)
                .maxInboundMessageSize(MAX_ANSWER_BYTES)
                .userAgent("chatctl")
                .disableRetry()
                .build();
        return new OperatorClient(channel, servers.toString(), token, timeout == null ? defaultTimeout : timeout);
    }

    private ChannelCredentials credentials(Transport transport) {
        if ((transport.cert() == null) != (transport.key() == null)) {
            throw new ParameterException(spec.commandLine(), "--cert and --key belong together: give both");
        }
        try {
            return new TlsConfig(
                            transport.tls(),
                            Optional.ofNullable(transport.cert()).map(Path::of),
                            Optional.ofNullable(transport.key()).map(Path::of),
                            Optional.ofNullable(transport.ca()).map(Path::of),
                            TlsConfig.ClientAuth.NONE)
                    .channelCredentials();
        } catch (IOException | IllegalArgumentException unusable) {
            throw new Failure(
                    ExitCode.USAGE,
                    "cannot use the TLS files: " + unusable.getMessage(),
                    "",
                    "Give PEM files with --ca, --cert, --key.");
        }
    }

    /** A scheme of its own, since gRPC knows none for a plain list of addresses. */
    private static String register(ServerAddresses servers) {
        String scheme = "chatctl" + Integer.toHexString(servers.hashCode());
        NameResolverRegistry.getDefaultRegistry().register(new NameResolverProvider() {
            @Override
            protected boolean isAvailable() {
                return true;
            }

            @Override
            protected int priority() {
                return 5;
            }

            @Override
            public String getDefaultScheme() {
                return scheme;
            }

            @Override
            public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
                return target.getScheme().equals(scheme) ? new AddressResolver(servers) : null;
            }
        });
        return scheme + ":///servers";
    }

    private Surroundings surroundings() {
        return Surroundings.of(spec);
    }
}
