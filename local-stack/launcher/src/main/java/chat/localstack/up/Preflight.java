package chat.localstack.up;

import chat.localstack.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What is checked before anything starts. Each problem has its own message that says what to do; all are told at once. */
final class Preflight {
    private static final int JAVA = 17;
    private static final long MIB = 1 << 20;
    private static final long NEEDED_DISK = 2_048 * MIB;

    private final StackOptions options;

    Preflight(StackOptions options) {
        this.options = options;
    }

    List<String> problems() {
        List<String> problems = new ArrayList<>();
        java(Runtime.version().feature(), System.getProperty("java.home")).ifPresent(problems::add);
        tools().ifPresent(problems::add);
        memory(availableMemory(), neededMemory(options)).ifPresent(problems::add);
        disk(options.dataFolder()).ifPresent(problems::add);
        problems.addAll(ports(options.ports().all(options.cores(), options.gateways())));
        return problems;
    }

    static Optional<String> java(int version, String home) {
        return version == JAVA
                ? Optional.empty()
                : Optional.of(("Java: this is Java %d (%s); Cassandra 5.0 runs on Java 17 only."
                                + " Install OpenJDK 17 and set JAVA_HOME to it.")
                        .formatted(version, home));
    }

    private static Optional<String> tools() {
        boolean found = Stream.of(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "setsid")));
        return found
                ? Optional.empty()
                : Optional.of(
                        "setsid: the command is not there; it is part of util-linux (apt-get install util-linux).");
    }

    static long neededMemory(StackOptions options) {
        // as measured, with some air: ZooKeeper, Cassandra, console, launcher, then each core and gateway
        return (1_750 + 420L * options.cores() + 260L * options.gateways()) * MIB;
    }

    static Optional<String> memory(long available, long needed) {
        return available >= needed
                ? Optional.empty()
                : Optional.of(("memory: %d MiB are available, this stack needs %d MiB."
                                + " Stop something, or start fewer nodes (--cores 1 --gateways 1).")
                        .formatted(available / MIB, needed / MIB));
    }

    private static long availableMemory() {
        long machine = field(Path.of("/proc/meminfo"), "MemAvailable:")
                .map(kib -> kib * 1024)
                .orElse(Long.MAX_VALUE);
        Path group = Path.of("/sys/fs/cgroup");
        long limit = number(group.resolve("memory.max")).orElse(Long.MAX_VALUE);
        long inactive = field(group.resolve("memory.stat"), "inactive_file").orElse(0L);
        long used = number(group.resolve("memory.current")).orElse(0L);
        return Math.min(machine, limit == Long.MAX_VALUE ? limit : limit - used + inactive);
    }

    static Optional<String> disk(Path folder) {
        try {
            Files.createDirectories(folder);
            if (!Files.isWritable(folder)) {
                return Optional.of("disk: " + folder + " can't be written to; choose another with --data DIR.");
            }
            long free = Files.getFileStore(folder).getUsableSpace();
            return free >= NEEDED_DISK
                    ? Optional.empty()
                    : Optional.of(("disk: %d MiB are free at %s, %d MiB are needed."
                                    + " Free some, choose another place with --data DIR, or drop old data with --fresh.")
                            .formatted(free / MIB, folder, NEEDED_DISK / MIB));
        } catch (IOException failed) {
            return Optional.of(
                    "disk: " + folder + " can't be created (" + failed + "); choose another with --data DIR.");
        }
    }

    static List<String> ports(Map<Integer, String> needed) {
        Map<Integer, String> owners = PortOwners.of(needed.keySet());
        List<String> problems = new ArrayList<>();
        needed.forEach((port, purpose) -> {
            String owner = owners.get(port);
            if (owner != null || !Ports.isFree(port, "127.0.0.1")) {
                problems.add(("port %d (%s) is taken by %s."
                                + " Is another stack running? Stop it, or choose other ports with --port-base P.")
                        .formatted(port, purpose, owner == null ? "something that /proc doesn't show" : owner));
            }
        });
        return problems;
    }

    private static Optional<Long> number(Path file) {
        try {
            String text = Files.readString(file).strip();
            return text.matches("[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }

    private static Optional<Long> field(Path file, String name) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name + " "))
                    .map(line -> Long.parseLong(line.substring(name.length()).replaceAll("[^0-9]", "")))
                    .findFirst();
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }
}
