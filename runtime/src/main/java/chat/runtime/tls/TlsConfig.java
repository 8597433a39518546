package chat.runtime.tls;

import chat.runtime.config.ConfigProblem;
import chat.runtime.config.ProgramConfig;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * TLS of one listener, of calls, or of both. Files are PEM and read when credentials are made.
 *
 * @param certificate this side's certificate chain, leaf first; a listener needs it, a caller only where client certificates are asked for
 * @param privateKey key of the certificate, PKCS#8, not encrypted
 * @param trust certificates of the authorities that the other side's must come from; empty trusts the JDK's
 * @param clientAuth what a listener asks of its callers
 */
public record TlsConfig(
        boolean enabled,
        Optional<Path> certificate,
        Optional<Path> privateKey,
        Optional<Path> trust,
        ClientAuth clientAuth) {
    /** Clear text. */
    public static final TlsConfig DISABLED =
            new TlsConfig(false, Optional.empty(), Optional.empty(), Optional.empty(), ClientAuth.NONE);

    /** Whether a listener takes callers without a certificate. */
    public enum ClientAuth {
        /** Doesn't ask. */
        NONE,
        /** Refuses them. */
        REQUIRED
    }

    public TlsConfig {
        if (certificate.isPresent() != privateKey.isPresent()) {
            throw new IllegalArgumentException("a certificate needs its private key, and the reverse");
        }
        if (clientAuth == ClientAuth.REQUIRED && trust.isEmpty()) {
            throw new IllegalArgumentException("client certificates need the authorities that may sign them");
        }
    }

    /**
     * Reads {@code enabled}, {@code certificate-file}, {@code private-key-file}, {@code trust-file} and {@code client-auth} (none or
     * required) below a key. The same settings serve the process's own calls.
     */
    public static TlsConfig server(ProgramConfig config, String section) {
        TlsConfig tls = read(config, section, config.choice(section + ".client-auth", ClientAuth.class));
        if (tls.enabled() && tls.certificate().isEmpty()) {
            throw config.wrong(section + ".certificate-file", "a PEM file, since " + section + ".enabled is true");
        }
        return tls;
    }

    /** The same for a process that only calls; there is no {@code client-auth}, and a certificate is optional. */
    public static TlsConfig client(ProgramConfig config, String section) {
        return read(config, section, ClientAuth.NONE);
    }

    private static TlsConfig read(ProgramConfig config, String section, ClientAuth clientAuth) {
        Optional<Path> certificate = file(config, section + ".certificate-file");
        Optional<Path> privateKey = file(config, section + ".private-key-file");
        Optional<Path> trust = file(config, section + ".trust-file");
        if (certificate.isPresent() != privateKey.isPresent()) {
            throw new ConfigProblem(
                    section + ".certificate-file and " + section + ".private-key-file go together: set both");
        }
        if (clientAuth == ClientAuth.REQUIRED && trust.isEmpty()) {
            throw config.wrong(section + ".trust-file", "a PEM file, since " + section + ".client-auth is required");
        }
        return new TlsConfig(config.bool(section + ".enabled"), certificate, privateKey, trust, clientAuth);
    }

    private static Optional<Path> file(ProgramConfig config, String key) {
        Optional<Path> path = config.optionalPath(key);
        if (path.isPresent() && !Files.isReadable(path.get())) {
            throw config.wrong(key, "a readable PEM file");
        }
        return path;
    }

    /** For a gRPC server. */
    public ServerCredentials serverCredentials() throws IOException {
        if (!enabled) {
            return InsecureServerCredentials.create();
        }
        TlsServerCredentials.Builder builder = TlsServerCredentials.newBuilder()
                .keyManager(
                        certificate.orElseThrow().toFile(),
                        privateKey.orElseThrow().toFile());
        if (trust.isPresent()) {
            builder.trustManager(trust.get().toFile());
        }
        return builder.clientAuth(
                        clientAuth == ClientAuth.REQUIRED
                                ? TlsServerCredentials.ClientAuth.REQUIRE
                                : TlsServerCredentials.ClientAuth.NONE)
                .build();
    }

    /** For a gRPC channel. */
    public ChannelCredentials channelCredentials() throws IOException {
        if (!enabled) {
            return InsecureChannelCredentials.create();
        }
        TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
        if (certificate.isPresent()) {
            builder.keyManager(
                    certificate.get().toFile(), privateKey.orElseThrow().toFile());
        }
        if (trust.isPresent()) {
            builder.trustManager(trust.get().toFile());
        }
        return builder.build();
    }

    /** For a listener made with Netty itself; empty when it is to speak clear text. */
    public Optional<SslContext> listenerContext() throws IOException {
        if (!enabled) {
            return Optional.empty();
        }
        SslContextBuilder builder = SslContextBuilder.forServer(
                        certificate.orElseThrow().toFile(),
                        privateKey.orElseThrow().toFile())
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .clientAuth(
                        clientAuth == ClientAuth.REQUIRED
                                ? io.netty.handler.ssl.ClientAuth.REQUIRE
                                : io.netty.handler.ssl.ClientAuth.NONE);
        trust.ifPresent(file -> builder.trustManager(file.toFile()));
        return Optional.of(builder.build());
    }
}
