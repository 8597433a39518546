package chat.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompletionCommandTest {
    @TempDir
    Path folder;

    /** Loads the script as a shell does, and asks it for what can follow. */
    private String complete(String typed) throws Exception {
        CommandRun run = new CommandRun(folder);
        assertThat(run.execute("completion", "bash")).isZero();
        Path script = Files.writeString(folder.resolve("completion.sh"), run.out);
        String last = typed.substring(typed.lastIndexOf(' ') + 1);
        String words = "COMP_WORDS=(" + typed + (last.isEmpty() ? "''" : "")
                + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1));" + " COMP_LINE='" + typed
                + "'; COMP_POINT=${#COMP_LINE}; _complete_chatctl; echo \"${COMPREPLY[@]}\"";
        Process bash = new ProcessBuilder("bash", "-c", "compopt() { :; }; source " + script + "; " + words)
                .redirectErrorStream(true)
                .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return said.strip();
    }

    @Test
    void completion_command_isCompleted() throws Exception {
        assertThat(complete("chatctl whoa")).isEqualTo("whoami");
        assertThat(complete("chatctl nodes ")).contains("list");
        assertThat(complete("chatctl history show --dir")).isEqualTo("--direction");
    }

    @Test
    void completion_zsh_isWrittenToo() {
        CommandRun run = new CommandRun(folder);

        assertThat(run.execute("completion", "zsh")).isZero();

        assertThat(run.out).contains("bashcompinit");
    }

    @Test
    void version_isOnStdout() {
        CommandRun run = new CommandRun(folder);

        assertThat(run.execute("version")).isZero();

        assertThat(run.out).startsWith("chatctl ");
        assertThat(run.err).isEmpty();
    }
}
