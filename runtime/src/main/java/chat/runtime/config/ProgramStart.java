package chat.runtime.config;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a program's command line asks for: {@link Run} it, or {@link Answer} with a text and an exit code.
 *
 * @param <C> the program's own configuration record
 */
public sealed interface ProgramStart<C> {
    /** Wrong usage or configuration. */
    int BAD_USAGE = 2;

    /**
     * The program is to run.
     *
     * @param exitOnStdinClose whether it stops when its standard input ends
     */
    record Run<C>(C config, boolean exitOnStdinClose) implements ProgramStart<C> {}

    /** The text is all there is to do: on standard output with exit code 0, else on standard error. */
    record Answer<C>(int exitCode, String text) implements ProgramStart<C> {}

    /**
     * Reads command line, file and environment.
     *
     * @param reader makes the program's record; throws {@link ConfigProblem} for what it can't accept. It runs before
     *     {@code --print-config} answers, so a printed configuration is a valid one.
     */
    static <C> ProgramStart<C> of(
            String program,
            String version,
            String[] args,
            Map<String, String> environment,
            Function<ProgramConfig, C> reader) {
        try {
            CommandLine line = CommandLine.parse(args);
            if (line.help()) {
                return new Answer<>(0, CommandLine.usage(program));
            }
            if (line.version()) {
                return new Answer<>(0, version + "\n");
            }
            ProgramConfig config = ProgramConfig.of(program, line.configFile(), environment, line.sets());
            C read = reader.apply(config);
            if (line.printConfig()) {
                return new Answer<>(0, config.print());
            }
            boolean leashed = line.exitOnStdinClose()
                    || Optional.ofNullable(environment.get("CHAT_EXIT_ON_STDIN_CLOSE"))
                            .filter("true"::equals)
                            .isPresent();
            return new Run<>(read, leashed);
        } catch (ConfigProblem problem) {
            return new Answer<>(BAD_USAGE, program + ": " + problem.getMessage() + "\n");
        }
    }
}
