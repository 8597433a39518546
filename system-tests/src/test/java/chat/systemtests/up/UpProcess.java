package chat.systemtests.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.localstack.Layout;
import chat.localstack.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One run of {@code bin/up}. */
final class UpProcess {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private final Process process;
    private final Path output;
    private final int portBase;

    private UpProcess(Process process, Path output, int portBase) {
        this.process = process;
        this.output = output;
        this.portBase = portBase;
    }

    /** @param portBase 0 takes a free range */
    static UpProcess start(Path data, int portBase) throws IOException {
        int base = portBase == 0 ? Ports.freeRange(50, "127.0.0.1") : portBase;
        return run(
                List.of(
                        "--cores",
                        "1",
                        "--gateways",
                        "1",
                        "--port-base",
                        Integer.toString(base),
                        "--data",
                        data.toString()),
                base);
    }

    static UpProcess run(List<String> arguments) throws IOException {
        return run(arguments, 0);
    }

    private static UpProcess run(List<String> arguments, int portBase) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(Layout.find().root().resolve("bin/up").toString(), "--no-build"));
        command.addAll(arguments);
        Path output = Files.createTempFile("up", ".log");
        return new UpProcess(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start(),
                output,
                portBase);
    }

    int portBase() {
        return portBase;
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    void awaitOutput(String text) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .failFast(() -> assertThat(process.isAlive()).as(output()).isTrue())
                .until(() -> output().contains(text));
    }

    int awaitExit() {
        await().atMost(LIMIT).until(() -> !process.isAlive());
        return process.exitValue();
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    void signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** Kills the one child whose command line holds the text. */
    void killPart(String text) {
        List<ProcessHandle> parts = process.descendants()
                .filter(child -> commandLine(child).contains(text))
                .toList();
        assertThat(parts).hasSize(1);
        assertThat(parts.get(0).destroyForcibly()).isTrue();
    }

    /** Command lines of all processes that have something to do with a folder. */
    static List<String> mentioning(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .map(UpProcess::commandLine)
                .filter(line -> line.contains(folder.toString()))
                .toList();
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return new String(
                            Files.readAllBytes(Path.of("/proc/" + process.pid() + "/cmdline")), StandardCharsets.UTF_8)
                    .replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }
}
