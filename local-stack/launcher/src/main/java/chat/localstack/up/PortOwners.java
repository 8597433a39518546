package chat.localstack.up;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Who listens on a TCP port, from {@code /proc}. Processes of other users can be seen only by root. */
final class PortOwners {
    private static final String LISTEN = "0A";

    private PortOwners() {}

    /** By port: {@code pid 123 (java -cp ...)}, or that it is another user's; nothing for free ports. */
    static Map<Integer, String> of(Iterable<Integer> ports) {
        Map<Integer, String> inodes = listening();
        Map<Integer, String> owners = new HashMap<>();
        for (int port : ports) {
            String inode = inodes.get(port);
            if (inode != null) {
                owners.put(port, process("socket:[" + inode + "]").orElse("a process of another user"));
            }
        }
        return owners;
    }

    /** Inode by port. */
    private static Map<Integer, String> listening() {
        Map<Integer, String> inodes = new HashMap<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            try (Stream<String> lines = Files.lines(Path.of(table))) {
                lines.skip(1).map(line -> line.strip().split("\\s+")).forEach(fields -> {
                    if (fields.length > 9 && fields[3].equals(LISTEN)) {
                        String local = fields[1];
                        inodes.put(Integer.parseInt(local.substring(local.lastIndexOf(':') + 1), 16), fields[9]);
                    }
                });
            } catch (IOException noSuchTable) {
                // a system without IPv6
            }
        }
        return inodes;
    }

    private static Optional<String> process(String socket) {
        return ProcessHandle.allProcesses()
                .filter(process -> holds(process.pid(), socket))
                .map(process -> "pid " + process.pid() + " (" + shortened(commandLine(process)) + ")")
                .findFirst();
    }

    private static boolean holds(long pid, String socket) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return descriptors.anyMatch(descriptor -> {
                try {
                    return Files.readSymbolicLink(descriptor).toString().equals(socket);
                } catch (IOException closed) {
                    return false;
                }
            });
        } catch (IOException notOurs) {
            return false;
        }
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                    .replace('\0', ' ')
                    .strip();
        } catch (IOException gone) {
            return process.info().command().orElse("unknown");
        }
    }

    /** Java's class paths are long; what is run stands at the end. */
    private static String shortened(String command) {
        return command.length() <= 100
                ? command
                : command.substring(0, 40) + " ... " + command.substring(command.length() - 55);
    }
}
