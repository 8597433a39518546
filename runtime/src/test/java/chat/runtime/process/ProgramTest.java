package chat.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import chat.runtime.config.ProgramConfig;
import chat.runtime.ops.Readiness;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Runs {@link Program} in processes of its own: exit codes, the leash, signals, logging. */
final class ProgramTest {
    /** Started by the tests as a process. */
    static final class Main {
        public static void main(String[] args) {
            Program.run("core", args, config -> config, Main::start);
        }

        private static void start(ProgramConfig config, Lifecycle lifecycle) {
            lifecycle.onStop("first", () -> System.out.println("stopped first"));
            lifecycle.onStop("second", () -> System.out.println("stopped second"));
            if (config.bool("verbose")) {
                throw new IllegalStateException("no such keyspace: create it");
            }
            java.util.logging.Logger.getLogger("chat.test").info("from\njul");
            CompletableFuture.delayedExecutor(60, TimeUnit.SECONDS)
                    .execute(() -> Runtime.getRuntime().halt(3));
            Thread alive = new Thread(
                    () -> {
                        synchronized (config) {
                            try {
                                config.wait();
                            } catch (InterruptedException interrupted) {
                                Thread.currentThread().interrupt();
                            }
                        }
                    },
                    "alive");
            alive.start();
            java.util.logging.Logger.getLogger("chat.test").info("ready: " + new Readiness().report());
            if (config.optionalString("node-id").isPresent()) {
                Program.fail("asked to");
            }
            System.out.println("up");
        }
    }

    @Test
    void run_stdinCloses_stopsInReverseWithExitCode0() throws Exception {
        Ran ran = run(true, Map.of(), "--exit-on-stdin-close");

        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).isEqualTo("up\nstopped second\nstopped first\n");
        assertThat(ran.err())
                .contains("from\\njul", "standard input was closed")
                .contains("ready: Report[ready=false, lines=[start: not all parts are started yet]]");
    }

    @Test
    void run_jsonFormat_logsOneObjectALine() throws Exception {
        Ran ran = run(true, Map.of("CHAT_LOG_FORMAT", "json"), "--exit-on-stdin-close");

        assertThat(ran.err().lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).startsWith("{").endsWith("}"));
    }

    @Test
    void run_startFails_exitsWith1AndStopsWhatWasStarted() throws Exception {
        Ran ran = run(false, Map.of(), "--set", "verbose=true");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).isEqualTo("stopped second\nstopped first\n");
        assertThat(ran.err()).contains("could not start: no such keyspace: create it");
    }

    @Test
    void fail_whileStarting_exitsWith1() throws Exception {
        Ran ran = run(false, Map.of(), "--set", "node-id=x");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("event=\"process.failed\"", "stopping: asked to");
    }

    @Test
    void run_badUsageAndHelp_exitCodesAndStreams() throws Exception {
        Ran bad = run(false, Map.of(), "--set", "grpc.port=x");
        assertThat(bad.exitCode()).isEqualTo(2);
        assertThat(bad.out()).isEmpty();
        assertThat(bad.err()).startsWith("core: --set grpc.port");

        Ran version = run(false, Map.of(), "--version");
        assertThat(version.exitCode()).isZero();
        assertThat(version.out()).startsWith("core " + BuildInfo.current().version());
    }

    private record Ran(int exitCode, String out, String err) {}

    private static Ran run(boolean closeStdinWhenUp, Map<String, String> environment, String... args)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        Process process = builder.start();
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
        StringBuilder out = new StringBuilder();
        try (InputStream in = process.getInputStream()) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                out.append((char) next);
                if (closeStdinWhenUp && out.toString().equals("up\n")) {
                    process.getOutputStream().close();
                }
            }
        }
        return new Ran(process.waitFor(), out.toString(), err.join());
    }

    private static String text(InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            return broken.toString();
        }
    }
}
