package chat.localstack.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class UpOptionsTest {
    private static final Path DATA = Path.of("/somewhere/data");

    @Test
    void parse_nothing_takesDefaults() {
        UpOptions options = UpOptions.parse(new String[0], DATA);

        assertThat(options.fresh()).isFalse();
        assertThat(options.stack()).isEqualTo(new StackOptions(DATA, 7400, 2, 2));
    }

    @Test
    void parse_allFlags_areTaken() {
        String[] args = {
            "--cores", "3", "--gateways", "1", "--fresh", "--port-base", "9000", "--data", "/d", "--exit-on-stdin-close"
        };

        assertThat(UpOptions.parse(args, DATA))
                .isEqualTo(new UpOptions(true, true, new StackOptions(Path.of("/d"), 9000, 3, 1)));
    }

    @Test
    void parse_wrongFlags_areRefusedByName() {
        assertThatThrownBy(() -> UpOptions.parse(new String[] {"--croes"}, DATA))
                .hasMessageContaining("unknown argument '--croes'");
        assertThatThrownBy(() -> UpOptions.parse(new String[] {"--cores"}, DATA))
                .hasMessageContaining("--cores needs a value");
        assertThatThrownBy(() -> UpOptions.parse(new String[] {"--cores", "11"}, DATA))
                .hasMessageContaining("--cores takes a number from 1 to 10, not '11'");
        assertThatThrownBy(() -> UpOptions.parse(new String[] {"--port-base", "x"}, DATA))
                .hasMessageContaining("not 'x'");
    }

    @Test
    void ports_largestStack_areAllDifferentAndWithinFifty() {
        StackPorts ports = new StackPorts(1000);
        var all = ports.all(StackPorts.MAX_NODES, StackPorts.MAX_NODES);

        assertThat(all).hasSize(6 + 4 * StackPorts.MAX_NODES);
        assertThat(all.keySet()).allSatisfy(port -> assertThat(port).isBetween(1000, 1049));
    }
}
