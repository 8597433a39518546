package chat.localstack;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A process in a session of its own (Ctrl-C at the terminal doesn't reach it), with its output in a log file and its standard input
 * held by us as a leash: when this JVM is gone, so is the process. Safe for use from many threads.
 */
public final class ManagedProcess implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final int MAX_LINE = 400;
    private static final int LOG_TAIL_BYTES = 16 * 1024;

    private final String name;
    private final Path log;
    private final Process process;

    private ManagedProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts it; the earlier log of this name is kept as {@code NAME.log.1}.
     *
     * @param environment added to ours
     */
    public static ManagedProcess start(
            String name, List<String> command, Map<String, String> environment, Path workFolder, Path logFolder) {
        List<String> inSession = new ArrayList<>(List.of("setsid"));
        inSession.addAll(command);
        try {
            Files.createDirectories(workFolder);
            Files.createDirectories(logFolder);
            Path log = logFolder.resolve(name + ".log");
            if (Files.exists(log)) {
                Files.move(log, logFolder.resolve(name + ".log.1"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
            Files.createFile(log, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
            ProcessBuilder builder = new ProcessBuilder(inSession)
                    .directory(workFolder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            return new ManagedProcess(name, log, builder.start());
        } catch (IOException failed) {
            throw new StackFailure("could not start " + name + ": " + failed.getMessage(), failed);
        }
    }

    /** The java that runs us. */
    public static String java() {
        return System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes when the process has ended. */
    public CompletableFuture<ManagedProcess> onExit() {
        return process.onExit().thenApply(ended -> this);
    }

    public int exitCode() {
        return process.exitValue();
    }

    public Path log() {
        return log;
    }

    /** Waits until the condition holds, which may take a moment to answer; fails at once when the process dies, and after the limit. */
    public void awaitReady(BooleanSupplier ready, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!ready.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new StackFailure(obituary());
            }
            if (System.nanoTime() - end > 0) {
                throw new StackFailure(name + " is not ready after " + limit.toSeconds() + " s\n" + lastLines(30));
            }
            try {
                if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                    throw new StackFailure(obituary());
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new StackFailure("interrupted while waiting for " + name, interrupted);
            }
        }
    }

    /** That it died, how, and its last words. */
    public String obituary() {
        return "%s (pid %d) ended with exit code %d; the last lines of %s:\n%s"
                .formatted(name, pid(), process.exitValue(), log, lastLines(20));
    }

    /** The end of the log. */
    public String lastLines(int count) {
        try (var file = Files.newByteChannel(log)) {
            long start = Math.max(0, file.size() - LOG_TAIL_BYTES);
            file.position(start);
            java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate(LOG_TAIL_BYTES);
            while (bytes.hasRemaining() && file.read(bytes) >= 0) {
                // until full or at the end
            }
            List<String> lines = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE) + "...")
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
        } catch (IOException unreadable) {
            return "(no log: " + unreadable + ")";
        }
    }

    /** Resident memory; 0 when it is gone. */
    public long residentBytes() {
        try (var lines = Files.lines(Path.of("/proc/" + pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException gone) {
            return 0;
        }
    }

    /** Asks it to stop and waits; kills it when it takes too long. Returns whether it stopped by itself. */
    public boolean stop() {
        process.destroy();
        try {
            if (process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        kill();
        return false;
    }

    @Override
    public void close() {
        boolean unused = stop();
    }

    /** {@code kill -9}, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Sends a signal by name, as in {@code STOP} and {@code CONT}. */
    public void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
                    .inheritIO()
                    .start();
            if (kill.waitFor() != 0) {
                throw new StackFailure("kill -" + signal + " " + pid() + " (" + name + ") failed");
            }
        } catch (IOException failed) {
            throw new StackFailure("kill is not there", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StackFailure("interrupted", interrupted);
        }
    }
}
