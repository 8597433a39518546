package chat.runtime.config;

import chat.runtime.config.ConfigLayers.Sourced;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * A program's configuration, checked against its defaults. Keys are relative to the program's section: {@code integer("grpc.port")}
 * reads {@code core.grpc.port}. Getters throw {@link ConfigProblem}, naming key, origin and what was expected; asking for a key
 * that the defaults lack is a defect and throws IllegalArgumentException.
 */
public final class ProgramConfig {
    private static final String MASK = "********";

    private final KnownKeys keys;
    private final Map<String, Sourced> values;

    private ProgramConfig(KnownKeys keys, Map<String, Sourced> values) {
        this.keys = keys;
        this.values = values;
    }

    /**
     * Lays the sources over {@code PROGRAM.conf} of the class path.
     *
     * @param configFile read over the defaults, if present
     * @param environment variables, of which those of this program's prefix count
     * @param sets {@code key=value} pairs
     */
    public static ProgramConfig of(
            String program, Optional<Path> configFile, Map<String, String> environment, List<String> sets) {
        KnownKeys keys = KnownKeys.of(program, ProgramConfig.class.getClassLoader());
        ConfigLayers layers = new ConfigLayers(keys);
        configFile.ifPresent(layers::file);
        layers.environment(environment);
        layers.flags(sets);
        return new ProgramConfig(keys, layers.result());
    }

    /** The defaults with some keys set, for tests. */
    public static ProgramConfig withDefaults(String program, String... sets) {
        return of(program, Optional.empty(), Map.of(), List.of(sets));
    }

    public String string(String key) {
        return read(key, "a text", Config::getString);
    }

    /** Empty when the value is {@code null} or an empty text. */
    public Optional<String> optionalString(String key) {
        return isNull(key) ? Optional.empty() : Optional.of(string(key)).filter(text -> !text.isEmpty());
    }

    public Optional<Path> optionalPath(String key) {
        return optionalString(key).map(Path::of);
    }

    public boolean bool(String key) {
        return read(key, "true or false", Config::getBoolean);
    }

    /** A whole number in a range, both ends included. */
    public int integer(String key, int min, int max) {
        return (int) number(key, min, max);
    }

    /** A whole number in a range, both ends included. */
    public long number(String key, long min, long max) {
        String expected = "a whole number from " + min + " to " + max;
        double value = read(key, expected, Config::getDouble);
        if (value != Math.rint(value) || value < min || value > max) {
            throw wrong(key, expected);
        }
        return read(key, expected, Config::getLong);
    }

    /** A TCP port; 0 lets the system choose. */
    public int port(String key) {
        return integer(key, 0, 65_535);
    }

    public double decimal(String key, double min, double max) {
        String expected = "a number from " + min + " to " + max;
        double value = read(key, expected, Config::getDouble);
        if (!(value >= min && value <= max)) {
            throw wrong(key, expected);
        }
        return value;
    }

    /** Not negative; written as in {@code 500ms}, {@code 10s}, {@code 2h}. A bare number is refused: its unit would be a guess. */
    public Duration duration(String key) {
        String expected = "a duration with a unit as in 500ms, 10s, 5m, 2h, 30d";
        String raw = String.valueOf(sourced(key).value().unwrapped());
        if (raw.matches("[0-9.]+") && !raw.equals("0")) {
            throw wrong(key, expected);
        }
        Duration value = read(key, expected, Config::getDuration);
        if (value.isNegative()) {
            throw wrong(key, expected);
        }
        return value;
    }

    /** A number of bytes; written as in {@code 64KiB}, {@code 4MiB}. */
    public long bytes(String key) {
        return read(key, "a size as in 512, 64KiB, 4MiB", Config::getBytes);
    }

    public List<String> strings(String key) {
        return List.copyOf(read(key, "a list of texts", Config::getStringList));
    }

    /** Of a key whose default is an empty object: what was put into it, sorted by name. */
    public Map<String, String> map(String key) {
        Map<String, String> entries = new TreeMap<>();
        read(key, "a map as in {a: 1}", Config::getObject)
                .forEach((name, value) -> entries.put(name, String.valueOf(value.unwrapped())));
        return entries;
    }

    /** One of an enum's constants; written in small letters with dashes. */
    public <E extends Enum<E>> E choice(String key, Class<E> type) {
        String text = string(key);
        for (E constant : type.getEnumConstants()) {
            if (written(constant).equals(text.toLowerCase(Locale.ROOT))) {
                return constant;
            }
        }
        throw wrong(
                key,
                Arrays.stream(type.getEnumConstants())
                        .map(ProgramConfig::written)
                        .collect(Collectors.joining(", ", "one of ", "")));
    }

    /** A secret, from its key or from the file that {@code KEY-file} names (a final line break is cut off). Empty when neither is set. */
    public Optional<String> secret(String key) {
        Optional<String> direct = optionalString(key);
        String fileKey = key + KnownKeys.FILE_SUFFIX;
        Optional<Path> file = optionalPath(fileKey);
        if (file.isEmpty()) {
            return direct;
        }
        if (direct.isPresent()) {
            throw new ConfigProblem("%s (%s) and %s (%s) are both set: set one"
                    .formatted(full(key), origin(key), full(fileKey), origin(fileKey)));
        }
        try {
            String text = Files.readString(file.get()).replaceFirst("\\R\\z", "");
            if (text.isEmpty()) {
                throw wrong(fileKey, "a file that holds the secret; it is empty");
            }
            return Optional.of(text);
        } catch (IOException unreadable) {
            throw wrong(fileKey, "a readable file; " + unreadable);
        }
    }

    /** A secret that the program can't do without. */
    public String requiredSecret(String key) {
        return secret(key)
                .orElseThrow(() -> new ConfigProblem("%s is not set: set it, or name a file that holds it with %s or %s"
                        .formatted(
                                full(key),
                                full(key) + KnownKeys.FILE_SUFFIX,
                                KnownKeys.environmentName(full(key) + KnownKeys.FILE_SUFFIX))));
    }

    /** For a value that its reader refuses: names key, value, where it was set and what was expected. */
    public ConfigProblem wrong(String key, String expected) {
        return new ConfigProblem("%s: %s: expected %s, not %s"
                .formatted(
                        origin(key),
                        full(key),
                        expected,
                        shown(full(key), sourced(key).value())));
    }

    /** Where the value was set: {@code core.conf:12}, a file and line, an environment variable, or a flag. */
    public String origin(String key) {
        return sourced(key).origin();
    }

    /** All values as HOCON, each with its origin as a comment; secrets masked. */
    public String print() {
        int width = values.entrySet().stream()
                .mapToInt(entry -> line(entry).length())
                .filter(length -> length <= 72)
                .max()
                .orElse(0);
        return values.entrySet().stream()
                .map(entry -> ("%-" + Math.max(1, width) + "s  # %s")
                        .formatted(line(entry), entry.getValue().origin()))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String line(Map.Entry<String, Sourced> entry) {
        return entry.getKey() + " = " + shown(entry.getKey(), entry.getValue().value());
    }

    static String shown(String path, ConfigValue value) {
        if (KnownKeys.isSecret(path) && value.valueType() != ConfigValueType.NULL) {
            return MASK;
        }
        return value.render(ConfigRenderOptions.concise());
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private boolean isNull(String key) {
        return sourced(key).value().valueType() == ConfigValueType.NULL;
    }

    private String full(String key) {
        return keys.program() + "." + key;
    }

    private Sourced sourced(String key) {
        Sourced sourced = values.get(full(key));
        if (sourced == null) {
            throw new IllegalArgumentException(full(key) + " is not in " + keys.program() + ".conf");
        }
        return sourced;
    }

    private <T> T read(String key, String expected, BiFunction<Config, String, T> getter) {
        try {
            return getter.apply(sourced(key).value().atKey("value"), "value");
        } catch (ConfigException.Null unset) {
            throw new ConfigProblem("%s is not set: expected %s, from --set, %s or a --config file"
                    .formatted(full(key), expected, KnownKeys.environmentName(full(key))));
        } catch (ConfigException notThat) {
            throw wrong(key, expected);
        }
    }
}
