package chat.console.start;

import chat.runtime.process.BuildInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The command line: the flags of every program of the system, and Spring's own {@code --key=value}.
 *
 * @param spring what Spring is to be told
 * @param printConfig whether only to print the configuration
 * @param exitOnStdinClose whether to stop, in order, when standard input ends
 * @param answer a text that is all there is to do
 */
public record StartArguments(
        List<String> spring, boolean printConfig, boolean exitOnStdinClose, Optional<Answer> answer) {
    static final int BAD_USAGE = 2;

    private static final String USAGE =
            """
            Usage: admin-web [--config FILE] [--set KEY=VALUE]... [--print-config]

              --config FILE          read FILE (YAML or properties) over the defaults
              --set KEY=VALUE        set one key, as in --set console.call-timeout=3s; may be repeated;
                                     --console.call-timeout=3s and --server.port=8081 are the same in short
              --print-config         print the resulting configuration with each value's origin, and exit
              --exit-on-stdin-close  stop in order when standard input ends
              --version, -V          print the version and exit
              --help, -h             print this and exit

            A key can also be set by an environment variable: CHAT_ and the key in capitals, dots and dashes as
            underscores (console.cluster-secret: CHAT_CONSOLE_CLUSTER_SECRET, server.port: CHAT_SERVER_PORT).
            Later wins: defaults, file, environment, flags. --print-config lists every key.

            Exit codes: 0 stopped in order, 1 failed to start or to run, 2 wrong usage or configuration.
            """;

    /** On standard output with exit code 0, else on standard error. */
    public record Answer(int exitCode, String text) {}

    public static StartArguments parse(String... args) {
        // not the files that Spring would also look for in whatever directory it is started from
        List<String> spring = new ArrayList<>(List.of("--spring.config.location=classpath:/application.yml"));
        boolean printConfig = false;
        boolean exitOnStdinClose = "true".equals(System.getenv("CHAT_EXIT_ON_STDIN_CLOSE"));
        for (int i = 0; i < args.length; i++) {
            String flag = args[i];
            String value = null;
            if (flag.equals("--config") || flag.equals("--set")) {
                if (++i == args.length) {
                    return wrong(flag + " needs a value");
                }
                value = args[i];
            } else if (flag.startsWith("--config=") || flag.startsWith("--set=")) {
                value = flag.substring(flag.indexOf('=') + 1);
                flag = flag.substring(0, flag.indexOf('='));
            }
            switch (flag) {
                case "--help", "-h" -> {
                    return answer(0, USAGE);
                }
                case "--version", "-V" -> {
                    return answer(0, "admin-web " + BuildInfo.current() + "\n");
                }
                case "--print-config" -> printConfig = true;
                case "--exit-on-stdin-close" -> exitOnStdinClose = true;
                case "--config" -> {
                    Path file = Path.of(String.valueOf(value)).toAbsolutePath();
                    if (!Files.isReadable(file) || !file.toString().matches(".*\\.(ya?ml|properties)")) {
                        return wrong("--config " + file + ": not a readable file named *.yml, *.yaml or *.properties");
                    }
                    spring.add("--spring.config.additional-location=" + file.toUri());
                }
                case "--set" -> spring.add("--" + value);
                default -> spring.add(flag);
            }
            String last = spring.get(spring.size() - 1);
            if (!last.matches("--(console|server|spring)\\.[a-z0-9.\\[\\]-]+=.*")) {
                return wrong("unknown argument '" + last + "'; settings are console.KEY=VALUE and server.KEY=VALUE");
            }
        }
        return new StartArguments(List.copyOf(spring), printConfig, exitOnStdinClose, Optional.empty());
    }

    private static StartArguments wrong(String what) {
        return answer(BAD_USAGE, "admin-web: " + what + "; see --help\n");
    }

    private static StartArguments answer(int exitCode, String text) {
        return new StartArguments(List.of(), false, false, Optional.of(new Answer(exitCode, text)));
    }
}
