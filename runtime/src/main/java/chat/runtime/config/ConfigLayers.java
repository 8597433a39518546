package chat.runtime.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Lays file, environment and flags over the defaults and remembers where each value came from. Collects all problems before it gives up. */
final class ConfigLayers {
    private final KnownKeys keys;
    private final Map<String, Sourced> values = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    /** A value and where it was set, as a person would say it. */
    record Sourced(ConfigValue value, String origin) {}

    ConfigLayers(KnownKeys keys) {
        this.keys = keys;
        for (String path : keys.paths()) {
            ConfigValue value = keys.defaultOf(path);
            values.put(path, new Sourced(value, "default, " + keys.program() + ".conf:" + line(value.origin())));
        }
    }

    /** All values by full key, in the order of the defaults. */
    Map<String, Sourced> result() {
        if (!problems.isEmpty()) {
            throw new ConfigProblem(problems);
        }
        return values;
    }

    void file(Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new ConfigProblem("--config " + file + ": no readable file there");
        }
        Config parsed;
        try {
            parsed = ConfigFactory.parseFile(
                    file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
            parsed = parsed.resolveWith(parsed.withFallback(keys.defaults()).resolve());
        } catch (ConfigException broken) {
            throw new ConfigProblem("--config " + file + ": " + broken.getMessage());
        }
        String program = keys.program();
        for (Map.Entry<String, ConfigValue> entry : parsed.root().entrySet()) {
            if (!entry.getKey().equals(program)) {
                problems.add(at(entry.getValue(), file) + ": unknown section '" + entry.getKey() + "', expected '"
                        + program + " { ... }'");
            } else if (entry.getValue() instanceof ConfigObject section) {
                walk(program, section, file);
            } else {
                problems.add(at(entry.getValue(), file) + ": " + program + " is a section, expected '" + program
                        + " { ... }'");
            }
        }
    }

    private void walk(String path, ConfigObject section, Path file) {
        for (Map.Entry<String, ConfigValue> entry : section.entrySet()) {
            String child = path + "." + entry.getKey();
            ConfigValue value = entry.getValue();
            if (keys.isLeaf(child)) {
                put(child, value, at(value, file));
            } else if (!keys.isSection(child)) {
                problems.add(unknown(at(value, file), child));
            } else if (value instanceof ConfigObject object) {
                walk(child, object, file);
            } else {
                problems.add(at(value, file) + ": " + child + " is a section, expected '{ ... }'");
            }
        }
    }

    void environment(Map<String, String> environment) {
        String prefix = KnownKeys.environmentName(keys.program()) + "_";
        Map<String, String> paths = new TreeMap<>();
        for (String path : keys.paths()) {
            String twin = paths.put(KnownKeys.environmentName(path), path);
            if (twin != null) {
                throw new IllegalStateException(twin + " and " + path + " have the same environment name");
            }
        }
        new TreeMap<>(environment).forEach((name, text) -> {
            if (!name.startsWith(prefix)) {
                return;
            }
            String path = paths.get(name);
            if (path == null) {
                String nearest = keys.nearest(name.substring("CHAT_".length()).toLowerCase(java.util.Locale.ROOT));
                problems.add("environment variable " + name + ": no such key; did you mean "
                        + KnownKeys.environmentName(nearest) + " (" + nearest + ")?");
            } else {
                putText(path, text, "environment variable " + name);
            }
        });
    }

    void flags(List<String> sets) {
        for (String set : sets) {
            int equals = set.indexOf('=');
            if (equals < 1) {
                problems.add("--set " + set + ": expected KEY=VALUE");
                continue;
            }
            String key = set.substring(0, equals).strip();
            String path = keys.complete(key);
            if (path == null) {
                problems.add(unknown("--set " + key, key));
            } else {
                putText(path, set.substring(equals + 1), "--set " + key);
            }
        }
    }

    private void putText(String path, String text, String origin) {
        ConfigValueType wanted = keys.defaultOf(path).valueType();
        try {
            ConfigValue value =
                    switch (wanted) {
                        case LIST -> text.strip().startsWith("[") ? parsed(text) : list(text);
                        case OBJECT -> parsed(text);
                        default -> ConfigValueFactory.fromAnyRef(text);
                    };
            put(path, value, origin);
        } catch (ConfigException broken) {
            problems.add(origin + ": " + path + ": " + broken.getMessage());
        }
    }

    private static ConfigValue parsed(String text) {
        return ConfigFactory.parseString("value = " + text).getValue("value");
    }

    private static ConfigValue list(String text) {
        return ConfigValueFactory.fromIterable(Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList());
    }

    private void put(String path, ConfigValue value, String origin) {
        @Nullable String expected = keys.expectedInsteadOf(path, value);
        if (expected != null) {
            problems.add(origin + ": " + path + ": expected " + expected + ", not " + ProgramConfig.shown(path, value));
            return;
        }
        values.put(path, new Sourced(value, origin));
    }

    private String unknown(String origin, String path) {
        return origin + ": no such key '" + path + "'; did you mean " + keys.nearest(path) + "?";
    }

    private static String at(ConfigValue value, Path file) {
        String name = value.origin().filename() == null
                ? file.toString()
                : value.origin().filename();
        return name + ":" + line(value.origin());
    }

    private static String line(ConfigOrigin origin) {
        return origin.lineNumber() < 0 ? "?" : Integer.toString(origin.lineNumber());
    }
}
