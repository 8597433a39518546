package chat.console.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartArgumentsTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void set_isTheLongFormOfAKey() {
        assertThat(StartArguments.parse("--set", "server.port=1", "--console.call-timeout=3s")
                        .spring())
                .contains("--server.port=1", "--console.call-timeout=3s");
    }

    @Test
    void config_existingFile_isReadOverTheDefaults() throws Exception {
        Path file = Files.writeString(folder.resolve("console.yml"), "console.call-timeout: 3s\n");
        assertThat(StartArguments.parse("--config=" + file).spring())
                .contains("--spring.config.additional-location=" + file.toUri());
    }

    @Test
    void config_missingFile_isRefused() {
        StartArguments.Answer answer =
                StartArguments.parse("--config", "/nowhere.yml").answer().orElseThrow();
        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.text()).contains("/nowhere.yml", "not a readable file");
    }

    @Test
    void unknown_isRefused() {
        assertThat(StartArguments.parse("frob").answer().orElseThrow().text()).contains("'frob'", "--help");
        assertThat(StartArguments.parse("--logging.file=/x")
                        .answer()
                        .orElseThrow()
                        .exitCode())
                .isEqualTo(2);
        assertThat(StartArguments.parse("--set").answer().orElseThrow().text()).contains("--set needs a value");
    }

    @Test
    void helpAndVersion_answerAtOnce() {
        assertThat(StartArguments.parse("--help").answer().orElseThrow().text())
                .contains("--print-config", "CHAT_CONSOLE_CLUSTER_SECRET");
        assertThat(StartArguments.parse("-V").answer().orElseThrow().exitCode()).isZero();
    }

    @Test
    void leash_isAFlag() {
        assertThat(StartArguments.parse("--exit-on-stdin-close").exitOnStdinClose())
                .isTrue();
        assertThat(StartArguments.parse().exitOnStdinClose()).isFalse();
    }
}
