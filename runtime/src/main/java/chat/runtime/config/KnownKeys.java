package chat.runtime.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys a program knows: the leaves of its defaults, in the order of the file. A leaf whose default is {@code null} is
 * optional; a leaf whose default is an empty object takes any keys below it. Every secret key has a twin ending in {@code -file}.
 */
final class KnownKeys {
    static final String FILE_SUFFIX = "-file";

    private final String program;
    private final Config defaults;
    private final Map<String, ConfigValue> leaves = new LinkedHashMap<>();

    private KnownKeys(String program, Config defaults) {
        this.program = program;
        this.defaults = defaults;
    }

    static KnownKeys of(String program, ClassLoader loader) {
        ConfigParseOptions options =
                ConfigParseOptions.defaults().setAllowMissing(false).setClassLoader(loader);
        Config defaults;
        try {
            defaults = ConfigFactory.parseResources(program + ".conf", options).resolve();
        } catch (ConfigException broken) {
            throw new IllegalStateException("no valid " + program + ".conf in the program's jar", broken);
        }
        KnownKeys keys = new KnownKeys(program, defaults);
        keys.collect(program, defaults.getObject(program));
        return keys;
    }

    String program() {
        return program;
    }

    Config defaults() {
        return defaults;
    }

    Collection<String> paths() {
        return leaves.keySet();
    }

    boolean isLeaf(String path) {
        return leaves.containsKey(path);
    }

    boolean isSection(String path) {
        return leaves.keySet().stream().anyMatch(leaf -> leaf.startsWith(path + "."));
    }

    ConfigValue defaultOf(String path) {
        ConfigValue value = leaves.get(path);
        if (value == null) {
            throw new IllegalArgumentException(path + " is not in " + program + ".conf");
        }
        return value;
    }

    /** The full key for what a person wrote: with or without the program's name in front; null when there is none. */
    @Nullable
    String complete(String key) {
        if (isLeaf(key)) {
            return key;
        }
        String full = program + "." + key;
        return isLeaf(full) ? full : null;
    }

    /** The known key that looks most like this one, for a message. */
    String nearest(String path) {
        return leaves.keySet().stream()
                .min(Comparator.comparingInt(leaf -> distance(leaf, path)))
                .orElse(program);
    }

    static String environmentName(String path) {
        return "CHAT_" + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    static boolean isSecret(String path) {
        String name = path.substring(path.lastIndexOf('.') + 1);
        return name.endsWith("secret")
                || name.endsWith("password")
                || name.endsWith("token")
                || name.endsWith("private-key");
    }

    private void collect(String path, ConfigObject section) {
        List<Map.Entry<String, ConfigValue>> entries = new ArrayList<>(section.entrySet());
        entries.sort(Comparator.comparingInt(entry -> entry.getValue().origin().lineNumber()));
        for (Map.Entry<String, ConfigValue> entry : entries) {
            String child = path + "." + entry.getKey();
            if (entry.getValue() instanceof ConfigObject object && !object.isEmpty()) {
                collect(child, object);
                continue;
            }
            leaves.put(child, entry.getValue());
            if (isSecret(child) && !section.containsKey(entry.getKey() + FILE_SUFFIX)) {
                leaves.put(
                        child + FILE_SUFFIX,
                        ConfigValueFactory.fromAnyRef(null)
                                .withOrigin(entry.getValue().origin()));
            }
        }
    }

    /** What a value of this key may look like, for a message; null when the value fits the type of the default. */
    @Nullable
    String expectedInsteadOf(String path, ConfigValue value) {
        ConfigValueType wanted = defaultOf(path).valueType();
        ConfigValueType given = value.valueType();
        return switch (wanted) {
            case NUMBER -> given == ConfigValueType.NUMBER || isNumber(value) ? null : "a number";
            case BOOLEAN -> given == ConfigValueType.BOOLEAN || isBoolean(value) ? null : "true or false";
            case LIST -> given == ConfigValueType.LIST ? null : "a list as in [a, b]";
            case OBJECT -> given == ConfigValueType.OBJECT ? null : "a map as in {a: 1}";
            case NULL -> given == ConfigValueType.OBJECT || given == ConfigValueType.LIST ? "a single value" : null;
            case STRING ->
                given == ConfigValueType.OBJECT || given == ConfigValueType.LIST || given == ConfigValueType.NULL
                        ? "a text"
                        : null;
        };
    }

    private static boolean isNumber(ConfigValue value) {
        if (!(value.unwrapped() instanceof String text)) {
            return false;
        }
        try {
            return !Double.isNaN(Double.parseDouble(text));
        } catch (NumberFormatException notOne) {
            return false;
        }
    }

    private static boolean isBoolean(ConfigValue value) {
        return value.unwrapped() instanceof String text
                && List.of("true", "false", "yes", "no", "on", "off").contains(text);
    }

    private static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int above = row[j];
                int change = left.charAt(i - 1) == right.charAt(j - 1) ? diagonal : diagonal + 1;
                row[j] = Math.min(change, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[right.length()];
    }
}
