package chat.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShellCommandTest {
    private final FakeOperatorServer server = new FakeOperatorServer();
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    private CommandRun run;

    @AfterEach
    void close() {
        server.close();
    }

    private int typing(String keys) throws IOException {
        run = CommandRun.against(server, folder);
        PipedOutputStream keyboard = new PipedOutputStream();
        run.terminal = new ExternalTerminal(
                "test", "ansi", new PipedInputStream(keyboard, 1 << 12), screen, StandardCharsets.UTF_8);
        keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
        return run.execute("shell");
    }

    private String shown() {
        return screen.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shell_lines_runAndFailuresDoNotEndIt() throws IOException {
        assertThat(typing("users show nobody\nwhoami\nexit\n")).isZero();

        assertThat(run.err).contains("USER_NOT_FOUND").contains("exit code 5");
        assertThat(shown()).contains("ADMIN");
    }

    @Test
    void shell_tab_completesCommands() throws IOException {
        assertThat(typing("whoa\t\nexit\n")).isZero();

        assertThat(shown()).contains("ADMIN");
    }

    @Test
    void shell_quotes_holdOneArgument() throws IOException {
        assertThat(typing("history show 77 --reason 'two words'\nexit\n")).isZero();

        assertThat(server.requests.toString()).contains("reason: \"two words\"");
    }

    @Test
    void shell_history_isKeptForOwnerAloneAndWithoutBlankLines() throws IOException {
        assertThat(typing("whoami\n version\nexit\n")).isZero();

        Path file = folder.resolve("shell_history");
        assertThat(Files.readString(file)).contains("whoami").doesNotContain("version");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void shell_noTerminal_isUsage() {
        run = CommandRun.against(server, folder);

        assertThat(run.execute("shell")).isEqualTo(2);

        assertThat(run.err).contains("needs a terminal");
    }
}
