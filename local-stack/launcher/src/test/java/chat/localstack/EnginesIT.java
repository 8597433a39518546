package chat.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EnginesIT {
    @TempDir
    private Path folder;

    @Test
    void start_stopped_startsAgainOnItsDataAndLeavesNoProcess() {
        Engines engines = Engines.start(Engines.Size.SMALL, folder);
        long zooKeeper = engines.zooKeeper().process().pid();
        long cassandra = engines.cassandra().process().pid();
        try (engines) {
            assertThat(engines.zooKeeperConnect()).startsWith("127.0.0.1:");
            assertThat(engines.zooKeeper().ask("ruok")).isEqualTo("imok");
            engines.zooKeeper().process().kill();
            engines.restartZooKeeper(0);
            engines.cassandra().process().kill();
            engines.restartCassandra(0);
            assertThat(engines.cassandra().process().pid()).isNotEqualTo(cassandra);
            assertThat(engines.cassandra().process().isAlive()).isTrue();
        }
        assertThat(engines.cassandra().process().isAlive()).isFalse();
        assertThat(engines.zooKeeper().process().isAlive()).isFalse();
        assertThat(ProcessHandle.of(zooKeeper)).isEmpty();
        assertThat(folder.resolve("cassandra-1/data/system")).isDirectory();
    }

    @Test
    void ensemble_ofThree_survivesTheLossOfOne() {
        try (Engines engines = Engines.startTemporary(new Engines.Size(3, 1, 640))) {
            assertThat(engines.zooKeeperConnect().split(",")).hasSize(3);
            engines.zooKeepers().get(0).process().kill();
            engines.zooKeepers().get(1).awaitReady();
            engines.zooKeepers().get(2).awaitReady();
        }
    }

    @Test
    void leash_ownerIsKilled_processStopsInOrder() throws Exception {
        Path marker = folder.resolve("stopped");
        String[] leashed = {
            ManagedProcess.java(),
            "-cp",
            System.getProperty("java.class.path"),
            Leashed.class.getName(),
            Hooked.class.getName()
        };
        Process owner = new ProcessBuilder(
                        "bash",
                        "-c",
                        "sleep 100000 | \"$@\" & wait",
                        "owner",
                        leashed[0],
                        leashed[1],
                        leashed[2],
                        leashed[3],
                        leashed[4],
                        marker.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(owner.getInputStream().read()).isEqualTo('u');
        for (ProcessHandle child : owner.descendants().toList()) {
            if (child.info().command().orElse("").endsWith("sleep")) {
                assertThat(child.destroyForcibly()).isTrue();
            }
        }
        assertThat(owner.getInputStream().readAllBytes()).isEmpty();
        assertThat(marker).exists();
        owner.destroyForcibly().onExit().join();
    }

    /** A program with a shutdown hook that waits for ever. */
    static final class Hooked {
        public static void main(String[] args) throws InterruptedException {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> touch(Path.of(args[0]))));
            System.out.print('u');
            System.out.flush();
            Thread.currentThread().join();
        }

        private static void touch(Path file) {
            try {
                Files.createFile(file);
            } catch (java.io.IOException failed) {
                System.err.println(failed);
            }
        }
    }

    @Test
    void awaitReady_processDies_showsItsLastLines() {
        ManagedProcess process = ManagedProcess.start(
                "brief", List.of("bash", "-c", "echo no such disk; exit 3"), Map.of(), folder, folder);

        assertThatThrownBy(() -> process.awaitReady(() -> false, Duration.ofSeconds(30)))
                .isInstanceOf(StackFailure.class)
                .hasMessageContaining("ended with exit code 3")
                .hasMessageContaining("no such disk");
    }
}
