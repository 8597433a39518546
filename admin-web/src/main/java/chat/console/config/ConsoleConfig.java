package chat.console.config;

import chat.runtime.tls.TlsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * What the console is told, under {@code console.}; the keys and their meaning are in {@code application.yml}. A key that is not known
 * stops the start: it is a spelling mistake.
 *
 * @param cores addresses of cores, {@code host:port}
 * @param clusterSecret shared with the cores, which then believe the client address that the console forwards; empty for none
 * @param clusterSecretFile holds the secret instead of {@code clusterSecret}
 * @param tls towards the cores
 * @param callTimeout for one attempt of one call
 * @param maxResponseSize the largest answer of a core that is read
 * @param refreshInterval between two refreshes of the overview
 * @param timeZone in which times are shown
 */
@ConfigurationProperties(prefix = "console", ignoreUnknownFields = false)
public record ConsoleConfig(
        List<String> cores,
        String clusterSecret,
        String clusterSecretFile,
        Tls tls,
        Duration callTimeout,
        DataSize maxResponseSize,
        Duration refreshInterval,
        ZoneId timeZone,
        Ops ops) {

    public ConsoleConfig {
        if (cores == null || cores.isEmpty()) {
            throw new IllegalArgumentException(
                    "console.cores is empty: name at least one core node as host:port, as in console.cores=core1:9090,core2:9090");
        }
        cores = List.copyOf(cores);
        cores.forEach(CoreAddress::parse);
        tls.toTlsConfig();
        if (!clusterSecret.isEmpty() && !clusterSecretFile.isEmpty()) {
            throw new IllegalArgumentException(
                    "console.cluster-secret and console.cluster-secret-file are both set: use one");
        }
        requireBetween("console.call-timeout", callTimeout, Duration.ofMillis(100), Duration.ofMinutes(1));
        requireBetween("console.refresh-interval", refreshInterval, Duration.ofSeconds(1), Duration.ofMinutes(5));
        if (maxResponseSize.toBytes() < DataSize.ofMegabytes(1).toBytes()
                || maxResponseSize.toBytes() > DataSize.ofMegabytes(256).toBytes()) {
            throw new IllegalArgumentException("console.max-response-size is " + maxResponseSize
                    + ": give 1MB to 256MB; a page of messages has to fit");
        }
    }

    /**
     * Where health and metrics are served.
     *
     * @param host address to listen on
     * @param port TCP port; 0 takes any free one
     */
    public record Ops(String host, int port) {}

    /**
     * As in the other programs; an empty name means: none.
     *
     * @param certificateFile the console's own certificate chain, where cores ask for one
     * @param privateKeyFile its key
     * @param trustFile authorities that a core's certificate must come from; none trusts the JDK's
     */
    public record Tls(boolean enabled, String certificateFile, String privateKeyFile, String trustFile) {

        /** Checked: a certificate and its key come together. */
        public TlsConfig toTlsConfig() {
            return new TlsConfig(
                    enabled,
                    present("certificate-file", certificateFile),
                    present("private-key-file", privateKeyFile),
                    present("trust-file", trustFile),
                    TlsConfig.ClientAuth.NONE);
        }

        private static Optional<Path> present(String key, String file) {
            if (!file.isEmpty() && !Files.isReadable(Path.of(file))) {
                throw new IllegalArgumentException("console.tls." + key + " is " + file + ": give a readable PEM file");
            }
            return Optional.of(file).filter(name -> !name.isEmpty()).map(Path::of);
        }
    }

    public List<CoreAddress> coreAddresses() {
        return cores.stream().map(CoreAddress::parse).toList();
    }

    /** The secret that cores and console share, from wherever it is set; empty when it is not. */
    public Optional<String> secret() {
        if (clusterSecretFile.isEmpty()) {
            return Optional.of(clusterSecret).filter(secret -> !secret.isEmpty());
        }
        try {
            return Optional.of(Files.readString(Path.of(clusterSecretFile)).strip());
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "console.cluster-secret-file " + clusterSecretFile + " can't be read: " + unreadable.getMessage(),
                    unreadable);
        }
    }

    private static void requireBetween(String key, Duration value, Duration least, Duration most) {
        if (value == null || value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    key + " is " + value + ": give " + least.toMillis() + "ms to " + most.toSeconds() + "s");
        }
    }
}
