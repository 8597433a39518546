package chat.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsConnectionTest {
    @TempDir
    Path folder;

    private Path certificate;
    private Path key;

    /** A self-signed certificate for this machine, made by the JDK's keytool. */
    @BeforeEach
    void makeCertificate() throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1",
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(keytool.exitValue()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        certificate = pem("CERTIFICATE", keys.getCertificate("server").getEncoded());
        key = pem("PRIVATE KEY", keys.getKey("server", "changeit".toCharArray()).getEncoded());
    }

    private Path pem(String kind, byte[] content) throws Exception {
        return Files.writeString(
                folder.resolve(kind.replace(' ', '-') + ".pem"),
                "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                        + kind + "-----\n");
    }

    private ServerCredentials tls(TlsServerCredentials.ClientAuth clientAuth) throws Exception {
        return TlsServerCredentials.newBuilder()
                .keyManager(certificate.toFile(), key.toFile())
                .trustManager(certificate.toFile())
                .clientAuth(clientAuth)
                .build();
    }

    @Test
    void login_tls_isKeptForTheCommandsThatFollow() throws Exception {
        try (FakeOperatorServer server = new FakeOperatorServer(tls(TlsServerCredentials.ClientAuth.NONE))) {
            CommandRun run = new CommandRun(folder.resolve("config"));
            run.stdin = FakeOperatorServer.PASSWORD;
            assertThat(run.execute(
                            "login",
                            "--server",
                            server.address(),
                            "--ca",
                            certificate.toString(),
                            "--user",
                            "root",
                            "--password-stdin"))
                    .as(run.err)
                    .isZero();

            assertThat(run.execute("whoami")).as(run.err).isZero();
        }
    }

    @Test
    void command_serverThatIsNotTrusted_sendsNoToken() throws Exception {
        try (FakeOperatorServer server = new FakeOperatorServer(tls(TlsServerCredentials.ClientAuth.NONE))) {
            CommandRun run = CommandRun.against(server, folder.resolve("config"));

            assertThat(run.execute("whoami", "--tls")).isEqualTo(7);

            assertThat(run.err).contains("cannot reach " + server.address());
            assertThat(server.calls).isEmpty();
        }
    }

    @Test
    void command_plaintextToTls_saysSo() throws Exception {
        try (FakeOperatorServer server = new FakeOperatorServer(tls(TlsServerCredentials.ClientAuth.NONE))) {
            CommandRun run = CommandRun.against(server, folder.resolve("config"));

            assertThat(run.execute("whoami")).isEqualTo(7);

            assertThat(run.err).contains("speaks TLS and chatctl does not");
        }
    }

    @Test
    void command_mutualTls_showsItsCertificate() throws Exception {
        try (FakeOperatorServer server = new FakeOperatorServer(tls(TlsServerCredentials.ClientAuth.REQUIRE))) {
            CommandRun run = CommandRun.against(server, folder.resolve("config"));
            String ca = certificate.toString();

            assertThat(run.execute("whoami", "--ca", ca)).isEqualTo(7);
            assertThat(run.execute("whoami", "--ca", ca, "--cert", ca, "--key", key.toString()))
                    .as(run.err)
                    .isZero();
        }
    }

    @Test
    void command_filesThatAreNone_areUsage() throws Exception {
        CommandRun run = new CommandRun(folder.resolve("config"));
        run.environment.put("CHATCTL_TOKEN", "token");

        assertThat(run.execute("whoami", "--ca", folder.resolve("none.pem").toString()))
                .isEqualTo(2);
        assertThat(run.err).contains("cannot use the TLS files");
    }
}
