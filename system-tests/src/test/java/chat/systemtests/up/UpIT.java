package chat.systemtests.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/up} as a person or a script uses it: what it prints, what it leaves behind, and what it does when something dies. */
final class UpIT {
    private static final String LAST_LINE = "Ctrl-C stops everything.";

    @TempDir
    private Path folder;

    private Optional<UpProcess> running = Optional.empty();

    @AfterEach
    void leaveNothing() {
        running.ifPresent(UpProcess::kill);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> UpProcess.mentioning(folder).isEmpty());
    }

    @Test
    void up_killedRestartedAndLosingAPart_keepsItsDataAndLeavesNoProcess() throws Exception {
        UpProcess first = up();
        first.awaitOutput(LAST_LINE);
        assertThat(first.output())
                .contains("zookeeper-1", "cassandra-1", "core-1", "gateway-1", "console")
                .contains("operator admin, password ")
                .contains("bin/chatctl history show ");
        assertThat(UpProcess.mentioning(folder)).hasSizeGreaterThanOrEqualTo(6);
        assertThat(UpProcess.mentioning(folder)).noneMatch(line -> line.contains(password()));
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("secrets/operator-password"))))
                .isEqualTo("rw-------");
        String channel = Files.readString(folder.resolve("demo-channel"));

        UpProcess second = UpProcess.start(folder, first.portBase());
        assertThat(second.awaitExit()).isEqualTo(1);
        assertThat(second.output()).contains("(ZooKeeper) is taken by pid ", "--port-base");

        first.kill();
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(UpProcess.mentioning(folder)).isEmpty());

        UpProcess again = up();
        again.awaitOutput(LAST_LINE);
        assertThat(again.output()).contains("history show " + channel.strip()).doesNotContain(password());
        again.signal("TERM");
        assertThat(again.awaitExit()).isEqualTo(143);
        assertThat(again.output())
                .containsSubsequence(
                        LAST_LINE,
                        "console",
                        "stopped",
                        "gateway-1",
                        "stopped",
                        "core-1",
                        "stopped",
                        "cassandra-1",
                        "stopped",
                        "zookeeper-1",
                        "stopped");
        assertThat(UpProcess.mentioning(folder)).isEmpty();

        UpProcess third = up();
        third.awaitOutput(LAST_LINE);
        third.killPart("--set node-id=gateway-1");
        assertThat(third.awaitExit()).isEqualTo(1);
        assertThat(third.output()).contains("gateway-1 (pid ", "ended with exit code 137", "the last lines of ");
    }

    private String password() {
        try {
            return Files.readString(folder.resolve("secrets/operator-password")).strip();
        } catch (java.io.IOException notThere) {
            throw new AssertionError(notThere);
        }
    }

    private UpProcess up() throws Exception {
        UpProcess started = UpProcess.start(folder, 0);
        running = Optional.of(started);
        return started;
    }

    @Test
    void up_wrongUsage_saysWhatWasExpected() throws Exception {
        UpProcess misused = UpProcess.run(List.of("--cores", "none"));

        assertThat(misused.awaitExit()).isEqualTo(2);
        assertThat(misused.output()).contains("--cores takes a number from 1 to 10, not 'none'");
    }
}
