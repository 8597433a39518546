package chat.localstack.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PreflightTest {
    private static final long MIB = 1 << 20;

    @Test
    void java_otherVersion_saysWhichIsNeeded() {
        assertThat(Preflight.java(17, "/jdk")).isEmpty();
        assertThat(Preflight.java(21, "/jdk-21"))
                .hasValueSatisfying(problem -> assertThat(problem).contains("Java 21 (/jdk-21)", "Java 17 only"));
    }

    @Test
    void memory_tooLittle_saysHowMuchAndWhatToDo() {
        assertThat(Preflight.memory(3_000 * MIB, 3_000 * MIB)).isEmpty();
        assertThat(Preflight.memory(1_000 * MIB, 3_000 * MIB)).hasValueSatisfying(problem -> assertThat(problem)
                .contains("1000 MiB are available", "needs 3000 MiB", "--cores 1"));
    }

    @Test
    void neededMemory_standardStack_isUnderFourGibibytes() {
        assertThat(Preflight.neededMemory(StackOptions.in(Path.of("/d")))).isLessThan(4_096 * MIB);
    }

    @Test
    void disk_placeThatIsAFile_isRefused(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(Preflight.disk(folder.resolve("new"))).isEmpty();
        assertThat(Preflight.disk(file))
                .hasValueSatisfying(problem -> assertThat(problem).contains("can't be created", "--data DIR"));
    }

    @Test
    void ports_taken_namesPortPurposeAndOwner() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThat(Preflight.ports(Map.of(port, "Cassandra")))
                    .singleElement()
                    .satisfies(problem -> assertThat(problem)
                            .contains("port " + port + " (Cassandra) is taken by pid "
                                    + ProcessHandle.current().pid() + " (")
                            .contains("--port-base"));
        }
    }

    @Test
    void ports_free_areNoProblem() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        assertThat(Preflight.ports(Map.of(port, "Cassandra"))).isEmpty();
    }
}
