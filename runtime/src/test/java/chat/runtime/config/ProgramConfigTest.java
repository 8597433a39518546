package chat.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProgramConfigTest {
    @TempDir
    private Path folder;

    private enum Mode {
        FAST_START,
        SAFE
    }

    @Test
    void getters_defaults_areTyped() {
        ProgramConfig config = ProgramConfig.withDefaults("core");

        assertThat(config.string("grpc.host")).isEqualTo("127.0.0.1");
        assertThat(config.port("grpc.port")).isEqualTo(7100);
        assertThat(config.bytes("grpc.max-message")).isEqualTo(4 << 20);
        assertThat(config.optionalString("node-id")).isEmpty();
        assertThat(config.duration("drain.pace")).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.decimal("ratio", 0, 1)).isEqualTo(0.5);
        assertThat(config.bool("verbose")).isFalse();
        assertThat(config.choice("mode", Mode.class)).isEqualTo(Mode.FAST_START);
        assertThat(config.strings("seeds")).containsExactly("a:1", "b:2");
        assertThat(config.map("replication")).isEmpty();
        assertThat(config.secret("cluster-secret")).isEmpty();
    }

    @Test
    void of_allSources_laterWins() throws IOException {
        Path file = file("core { grpc.port = 1, grpc.host = file, mode = safe, drain.pace = 3s }");
        Map<String, String> environment = Map.of("CHAT_CORE_GRPC_PORT", "2", "CHAT_CORE_GRPC_HOST", "env");

        ProgramConfig config =
                ProgramConfig.of("core", Optional.of(file), environment, List.of("grpc.port=3", "core.ratio=0.25"));

        assertThat(config.port("grpc.port")).isEqualTo(3);
        assertThat(config.string("grpc.host")).isEqualTo("env");
        assertThat(config.choice("mode", Mode.class)).isEqualTo(Mode.SAFE);
        assertThat(config.decimal("ratio", 0, 1)).isEqualTo(0.25);
        assertThat(config.origin("grpc.port")).isEqualTo("--set grpc.port");
        assertThat(config.origin("grpc.host")).isEqualTo("environment variable CHAT_CORE_GRPC_HOST");
        assertThat(config.origin("mode")).isEqualTo(file + ":1");
        assertThat(config.origin("verbose")).isEqualTo("default, core.conf:12");
    }

    @Test
    void of_textForListAndMap_isParsed() {
        Map<String, String> environment =
                Map.of("CHAT_CORE_SEEDS", "x:1, y:2", "CHAT_CORE_REPLICATION", "{dc1: 3, dc2: 2}");
        ProgramConfig config = ProgramConfig.of("core", Optional.empty(), environment, List.of());

        assertThat(config.strings("seeds")).containsExactly("x:1", "y:2");
        assertThat(config.map("replication")).isEqualTo(Map.of("dc1", "3", "dc2", "2"));
    }

    @Test
    void of_unknownKeys_areAllNamedWithOriginAndNeighbour() throws IOException {
        Path file = file("core {\n grpc.prot = 1\n}\ncor.x = 1\n");
        Map<String, String> environment = Map.of("CHAT_CORE_GRPC_PROT", "2", "CHAT_GATEWAY_X", "ours not");

        assertThatThrownBy(() -> ProgramConfig.of("core", Optional.of(file), environment, List.of("grpc.prot=3")))
                .isInstanceOf(ConfigProblem.class)
                .hasMessageContaining(file + ":2: no such key 'core.grpc.prot'; did you mean core.grpc.port?")
                .hasMessageContaining(file + ":4: unknown section 'cor'")
                .hasMessageContaining(
                        "environment variable CHAT_CORE_GRPC_PROT: no such key; did you mean CHAT_CORE_GRPC_PORT")
                .hasMessageContaining("--set grpc.prot: no such key 'grpc.prot'; did you mean core.grpc.port?")
                .hasMessageNotContaining("GATEWAY");
    }

    @Test
    void of_wrongTypes_areNamedWithOriginAndExpectation() throws IOException {
        Path file = file("core {\n grpc = 7\n verbose = maybe\n seeds = a\n node-id = {a: 1}\n}");

        assertThatThrownBy(() -> ProgramConfig.of("core", Optional.of(file), Map.of(), List.of("grpc.port=many")))
                .isInstanceOf(ConfigProblem.class)
                .hasMessageContaining(file + ":2: core.grpc is a section")
                .hasMessageContaining(file + ":3: core.verbose: expected true or false, not \"maybe\"")
                .hasMessageContaining(file + ":4: core.seeds: expected a list as in [a, b], not \"a\"")
                .hasMessageContaining(file + ":5: core.node-id: expected a single value")
                .hasMessageContaining("--set grpc.port: core.grpc.port: expected a number, not \"many\"");
    }

    @Test
    void getters_valueOutOfRange_isRefused() {
        assertThatThrownBy(() -> set("grpc.port=70000").port("grpc.port"))
                .hasMessage("--set grpc.port: core.grpc.port: expected a whole number from 0 to 65535, not \"70000\"");
        assertThatThrownBy(() -> set("grpc.port=1.5").port("grpc.port")).isInstanceOf(ConfigProblem.class);
        assertThatThrownBy(() -> set("ratio=2").decimal("ratio", 0, 1)).isInstanceOf(ConfigProblem.class);
        assertThatThrownBy(() -> set("drain.pace=10").duration("drain.pace"))
                .hasMessageContaining("a duration with a unit");
        assertThatThrownBy(() -> set("drain.pace=-1s").duration("drain.pace")).isInstanceOf(ConfigProblem.class);
        assertThatThrownBy(() -> set("drain.pace=soon").duration("drain.pace")).isInstanceOf(ConfigProblem.class);
        assertThatThrownBy(() -> set("mode=slow").choice("mode", Mode.class))
                .hasMessageContaining("one of fast-start, safe");
        assertThatThrownBy(() -> set().string("node-id")).hasMessageContaining("core.node-id is not set");
        assertThatThrownBy(() -> set().string("no.such")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void secret_fromFile_isReadWithoutLineBreak() throws IOException {
        Path secret = folder.resolve("secret");
        Files.writeString(secret, "s3cret\n");
        ProgramConfig config = set("cluster-secret-file=" + secret);

        assertThat(config.secret("cluster-secret")).contains("s3cret");
        assertThat(config.requiredSecret("cluster-secret")).isEqualTo("s3cret");
    }

    @Test
    void secret_missingEmptyOrTwice_isRefused() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));

        assertThatThrownBy(() -> set().requiredSecret("cluster-secret"))
                .hasMessageContaining("core.cluster-secret is not set")
                .hasMessageContaining("CHAT_CORE_CLUSTER_SECRET_FILE");
        assertThatThrownBy(() -> set("cluster-secret-file=" + empty).secret("cluster-secret"))
                .hasMessageContaining("it is empty");
        assertThatThrownBy(() -> set("cluster-secret-file=/no/such/file").secret("cluster-secret"))
                .hasMessageContaining("a readable file");
        assertThatThrownBy(() ->
                        set("cluster-secret-file=" + empty, "cluster-secret=x").secret("cluster-secret"))
                .hasMessageContaining("are both set")
                .hasMessageNotContaining("x)");
    }

    @Test
    void print_secretSet_isMaskedAndOriginsShown() {
        String printed = set("cluster-secret=hunter2", "grpc.port=9").print();

        assertThat(printed)
                .doesNotContain("hunter2")
                .containsPattern("core\\.cluster-secret = \\*{8} +# --set cluster-secret")
                .containsPattern("core\\.grpc\\.port = \"9\" +# --set grpc.port")
                .containsPattern("core\\.cluster-secret-file = null +# default, core.conf:16")
                .containsSubsequence("core.grpc.host", "core.grpc.port", "core.node-id", "core.limits.send-per-second");
    }

    private static ProgramConfig set(String... sets) {
        return ProgramConfig.withDefaults("core", sets);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("my.conf"), text);
    }
}
