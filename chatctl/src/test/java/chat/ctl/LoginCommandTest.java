package chat.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import io.grpc.Metadata;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoginCommandTest {
    private final FakeOperatorServer server = new FakeOperatorServer();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        server.close();
    }

    private CommandRun loggedOut() {
        return new CommandRun(folder.resolve("chatctl"));
    }

    private CommandRun loggedIn() {
        CommandRun run = loggedOut();
        run.stdin = FakeOperatorServer.PASSWORD + "\n";
        assertThat(run.execute("login", "--server", server.address(), "--user", "root", "--password-stdin"))
                .isZero();
        return run;
    }

    @Test
    void login_rightPassword_keepsTokenForOwnerAlone() throws Exception {
        CommandRun run = loggedIn();

        Path file = folder.resolve("chatctl/session.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        assertThat(run.out).isEmpty();
        assertThat(run.err)
                .isEqualTo("logged in to " + server.address() + " as root, ADMIN, until 2100-01-01T00:00:00Z\n");
        assertThat(run.execute("whoami")).isZero();
        assertThat(run.out).contains("root").contains("ADMIN").contains(server.address());
        assertThat(folder.resolve("chatctl")).isDirectoryContaining("glob:**session.json");
        try (var files = Files.list(folder.resolve("chatctl"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void login_passwordFile_readsItsFirstLine() throws Exception {
        CommandRun run = loggedOut();
        Path file = Files.writeString(folder.resolve("password"), FakeOperatorServer.PASSWORD + "\r\nmore");

        assertThat(run.execute(
                        "login", "--server", server.address(), "--user", "root", "--password-file", file.toString()))
                .isZero();
        assertThat(run.execute("login", "--user", "root", "--password-file", folder + "/none"))
                .isEqualTo(5);
        assertThat(run.execute("login", "--password-stdin", "--password-file", file.toString()))
                .isEqualTo(2);
    }

    @Test
    void login_terminal_asksForBoth() {
        CommandRun run = loggedOut();
        run.typed = FakeOperatorServer.PASSWORD;

        assertThat(run.execute("login", "--server", server.address())).isZero();

        assertThat(run.asked).containsExactly("Operator: ", "Password: (hidden)");
    }

    @Test
    void login_noTerminal_isUsage() {
        CommandRun run = loggedOut();

        assertThat(run.execute("login", "--server", server.address(), "--user", "root"))
                .isEqualTo(2);

        assertThat(run.err).contains("no password was given").contains("--password-stdin");
    }

    @Test
    void login_wrongPassword_isNotAuthenticatedAndKeepsNothing() {
        CommandRun run = loggedOut();
        run.stdin = "wrong\n";

        assertThat(run.execute("login", "--server", server.address(), "--user", "root", "--password-stdin"))
                .isEqualTo(3);

        assertThat(run.err).contains("CREDENTIALS_INVALID").contains("next: Try again");
        assertThat(folder.resolve("chatctl")).doesNotExist();
    }

    @Test
    void login_passwordAsArgument_isRefused() {
        assertThat(loggedOut().execute("login", "--password", "secret")).isEqualTo(2);
    }

    @Test
    void login_otherHostInPlaintext_isRefusedBeforeAnythingIsSent() {
        CommandRun run = loggedOut();
        run.stdin = FakeOperatorServer.PASSWORD;

        assertThat(run.execute("login", "--server", "chat.example.com:9090", "--user", "root", "--password-stdin"))
                .isEqualTo(2);

        assertThat(run.err)
                .contains("refused to talk plaintext to chat.example.com:9090")
                .contains("--tls");
    }

    @Test
    void command_tokenOfOtherServer_isNotSent() {
        CommandRun run = loggedIn();
        try (FakeOperatorServer other = new FakeOperatorServer()) {
            assertThat(run.execute("whoami", "--server", other.address())).isEqualTo(3);

            assertThat(run.err).contains("not logged in to " + other.address()).contains("sent to no other server");
            assertThat(other.calls).isEmpty();
        }
    }

    @Test
    void command_sessionOpenToOthers_isNotUsed() throws Exception {
        CommandRun run = loggedIn();
        Files.setPosixFilePermissions(
                folder.resolve("chatctl/session.json"), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(run.execute("whoami")).isEqualTo(3);

        assertThat(run.err).contains("is open to other users").contains("chatctl login");
    }

    @Test
    void command_damagedSession_isNotUsedAndLoginReplacesIt() throws Exception {
        CommandRun run = loggedIn();
        Files.writeString(folder.resolve("chatctl/session.json"), "{\"server\":");

        assertThat(run.execute("whoami")).isEqualTo(3);
        assertThat(run.err).contains("is not a session of chatctl");

        loggedIn();
        assertThat(run.execute("whoami")).isZero();
    }

    @Test
    void command_notLoggedIn_saysHowToLogIn() {
        CommandRun run = loggedOut();

        assertThat(run.execute("nodes", "list")).isEqualTo(3);

        assertThat(run.out).isEmpty();
        assertThat(run.err).startsWith("chatctl: not logged in\n  means: ").contains("next: Log in: chatctl login");
    }

    @Test
    void command_tokenFromEnvironment_winsAndCarriesRequestId() {
        CommandRun run = loggedOut();
        run.environment.put("CHATCTL_SERVER", server.address());
        run.environment.put("CHATCTL_TOKEN", FakeOperatorServer.TOKEN);

        assertThat(run.execute("whoami")).isZero();

        Metadata headers = server.calls.get(0);
        assertThat(headers.get(Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER)))
                .matches("ctl-[0-9a-f]{16}");
    }

    @Test
    void command_expiredToken_saysLogIn() {
        server.failure = new ChatException(ErrorReason.ERROR_REASON_TOKEN_EXPIRED, "the token has expired");
        CommandRun run = loggedOut();
        run.environment.put("CHATCTL_SERVER", server.address());
        run.environment.put("CHATCTL_TOKEN", FakeOperatorServer.TOKEN);

        assertThat(run.execute("whoami")).isEqualTo(3);

        assertThat(run.err)
                .isEqualTo(
                        """
                        chatctl: the token has expired (TOKEN_EXPIRED)
                          means: Your login is over; nothing was done.
                          next: Log in: chatctl login (with CHATCTL_TOKEN set: renew it).
                        """);
    }

    @Test
    void logout_loggedIn_endsTokenAndDeletesFile() {
        CommandRun run = loggedIn();

        assertThat(run.execute("logout")).isZero();

        assertThat(folder.resolve("chatctl/session.json")).doesNotExist();
        assertThat(server.requests).hasSize(2);
        assertThat(run.execute("whoami")).isEqualTo(3);
    }

    @Test
    void logout_serverGone_deletesFileAndSaysThatTheTokenLives() {
        CommandRun run = loggedIn();
        server.close();

        assertThat(run.execute("logout")).isEqualTo(7);

        assertThat(folder.resolve("chatctl/session.json")).doesNotExist();
        assertThat(run.err).contains("could not be told").contains("until it expires");
    }
}
