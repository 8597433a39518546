package chat.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProgramStartTest {
    @Test
    void of_noFlags_runs() {
        assertThat(start()).isEqualTo(new ProgramStart.Run<>(7100, false));
        assertThat(start("--set", "grpc.port=1", "--exit-on-stdin-close")).isEqualTo(new ProgramStart.Run<>(1, true));
        assertThat(start("--set=grpc.port=1")).isEqualTo(new ProgramStart.Run<>(1, false));
    }

    @Test
    void of_leashInEnvironment_runsLeashed() {
        assertThat(ProgramStart.of(
                        "core",
                        "v",
                        new String[0],
                        Map.of("CHAT_EXIT_ON_STDIN_CLOSE", "true"),
                        c -> c.port("grpc.port")))
                .isEqualTo(new ProgramStart.Run<>(7100, true));
    }

    @Test
    void of_helpVersionPrintConfig_answerWithSuccess() {
        assertThat(answer("--help").text()).contains("Usage: core-server", "--set core.ops.port=9090");
        assertThat(answer("--help").exitCode()).isZero();
        assertThat(answer("--version").text()).isEqualTo("core 1.2\n");
        assertThat(answer("--print-config").text()).contains("core.grpc.port = 7100");
        assertThat(answer("--print-config").exitCode()).isZero();
    }

    @Test
    void of_badUsage_answersWithExitCode2() {
        assertThat(answer("--bogus")).isEqualTo(bad("core: unknown argument '--bogus'; see --help\n"));
        assertThat(answer("--config")).isEqualTo(bad("core: --config needs a value; see --help\n"));
        assertThat(answer("--config", "/no/such").text()).contains("no readable file there");
        assertThat(answer("--config", "a", "--config", "b").text()).contains("given twice");
        assertThat(answer("--set", "port").text()).contains("expected KEY=VALUE");
    }

    @Test
    void of_readerRefuses_printConfigFailsToo() {
        ProgramStart.Answer<Integer> answer = answer("--set", "grpc.port=99999", "--print-config");

        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.text()).contains("core.grpc.port: expected a whole number from 0 to 65535");
    }

    private static ProgramStart.Answer<Integer> bad(String text) {
        return new ProgramStart.Answer<>(2, text);
    }

    private static ProgramStart.Answer<Integer> answer(String... args) {
        return (ProgramStart.Answer<Integer>) start(args);
    }

    private static ProgramStart<Integer> start(String... args) {
        return ProgramStart.of("core", "core 1.2", args, Map.of(), config -> config.port("grpc.port"));
    }
}
