package chat.ctl.surroundings;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The process around a command.
 *
 * @param environment its environment variables
 * @param stdin its standard input, for {@code --password-stdin}
 * @param console the person at the terminal, if there is one
 * @param interrupts tells of Ctrl-C
 * @param clock for ages, and for the end of a token
 */
public record Surroundings(
        Map<String, String> environment, InputStream stdin, Console console, Interrupts interrupts, Clock clock) {

    /** What the root command implements, so that every command can find its surroundings. */
    public interface Holder {
        Surroundings surroundings();
    }

    public static Surroundings of(CommandSpec spec) {
        return ((Holder) spec.root().userObject()).surroundings();
    }

    /** A variable, or null when it is not set or empty. */
    public @Nullable String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** Where chatctl keeps its files: CHATCTL_CONFIG, else chatctl in XDG_CONFIG_HOME, else in ~/.config. */
    public Path configFolder() {
        String own = variable("CHATCTL_CONFIG");
        if (own != null) {
            return Path.of(own).toAbsolutePath();
        }
        String xdg = variable("XDG_CONFIG_HOME");
        String home = variable("HOME");
        Path base = xdg != null && Path.of(xdg).isAbsolute()
                ? Path.of(xdg)
                : Path.of(home != null ? home : System.getProperty("user.home"), ".config");
        return base.resolve("chatctl");
    }
}
