package chat.runtime.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The flags every program takes.
 *
 * @param sets {@code key=value} pairs of {@code --set}, as written
 * @param exitOnStdinClose whether the program stops, in order, when its standard input ends
 */
record CommandLine(
        boolean help,
        boolean version,
        boolean printConfig,
        boolean exitOnStdinClose,
        Optional<Path> configFile,
        List<String> sets) {

    static CommandLine parse(String[] args) {
        boolean help = false;
        boolean version = false;
        boolean printConfig = false;
        boolean exitOnStdinClose = false;
        Optional<Path> configFile = Optional.empty();
        List<String> sets = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            String flag = args[i];
            switch (flag) {
                case "--help", "-h" -> help = true;
                case "--version", "-V" -> version = true;
                case "--print-config" -> printConfig = true;
                case "--exit-on-stdin-close" -> exitOnStdinClose = true;
                default -> {
                    String value;
                    if (flag.startsWith("--config=") || flag.startsWith("--set=")) {
                        value = flag.substring(flag.indexOf('=') + 1);
                    } else if (flag.equals("--config") || flag.equals("--set")) {
                        if (++i == args.length) {
                            throw new ConfigProblem(flag + " needs a value; see --help");
                        }
                        value = args[i];
                    } else {
                        throw new ConfigProblem("unknown argument '" + flag + "'; see --help");
                    }
                    if (flag.startsWith("--set")) {
                        sets.add(value);
                    } else if (configFile.isPresent()) {
                        throw new ConfigProblem("--config is given twice: " + configFile.get() + " and " + value
                                + "; use one file, it may include others");
                    } else {
                        configFile = Optional.of(Path.of(value));
                    }
                }
            }
        }
        return new CommandLine(help, version, printConfig, exitOnStdinClose, configFile, List.copyOf(sets));
    }

    static String usage(String program) {
        return """
                Usage: %1$s [--config FILE] [--set KEY=VALUE]... [--print-config]

                  --config FILE          read FILE (HOCON, JSON or properties) over the defaults
                  --set KEY=VALUE        set one key, as in --set %2$s.ops.port=9090; may be repeated
                  --print-config         print the resulting configuration with each value's origin, and exit
                  --exit-on-stdin-close  stop in order when standard input ends
                  --version, -V          print the version and exit
                  --help, -h             print this and exit

                A key can also be set by an environment variable: CHAT_ and the key in capitals, dots and dashes as
                underscores (%2$s.ops.port: CHAT_%3$s_OPS_PORT). Later wins: defaults, file, environment, --set.
                --print-config lists every key. A key ending in secret, password, token or private-key can be read
                from a file instead: set the same key with -file appended.

                Exit codes: 0 stopped in order, 1 failed to start or to run, 2 wrong usage or configuration.
                """
                .formatted(programName(program), program, program.toUpperCase(java.util.Locale.ROOT));
    }

    private static String programName(String program) {
        return switch (program) {
            case "core" -> "core-server";
            case "gateway" -> "gateway-ws";
            default -> program;
        };
    }
}
