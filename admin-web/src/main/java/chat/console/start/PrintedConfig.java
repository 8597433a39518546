package chat.console.start;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.ConfigurableEnvironment;

/** {@code --print-config}: every {@code console.} and {@code server.} key, its value and where that comes from; no secrets. */
final class PrintedConfig {
    private static final ConfigurationPropertyName CONSOLE = ConfigurationPropertyName.of("console");
    private static final ConfigurationPropertyName SERVER = ConfigurationPropertyName.of("server");

    private PrintedConfig() {}

    static String of(ConfigurableEnvironment environment) {
        SortedMap<String, String> lines = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        // defaults first: the environment can't spell dashes and dots apart
        List<ConfigurationPropertySource> sources = new ArrayList<>();
        ConfigurationPropertySources.get(environment).forEach(source -> sources.add(0, source));
        for (ConfigurationPropertySource source : sources) {
            if (source instanceof IterableConfigurationPropertySource known) {
                known.stream()
                        .filter(name -> CONSOLE.isAncestorOf(name) || SERVER.isAncestorOf(name))
                        .filter(name -> !isSetAsAWhole(environment, name))
                        .filter(name -> seen.add(name.toString().replaceAll("[.-]", "")))
                        .forEach(name -> lines.put(name.toString(), line(environment, name)));
            }
        }
        return String.join("\n", lines.values()) + "\n";
    }

    /** True for an element of a list that is written in one line somewhere: that line is the one which counts. */
    private static boolean isSetAsAWhole(ConfigurableEnvironment environment, ConfigurationPropertyName name) {
        return name.isLastElementIndexed()
                && environment.containsProperty(name.getParent().toString());
    }

    private static String line(ConfigurableEnvironment environment, ConfigurationPropertyName name) {
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty property = source.getConfigurationProperty(name);
            if (property != null) {
                return "%-56s  # %s"
                        .formatted(
                                name + " = " + shown(name.toString(), property.getValue()),
                                origin(property.getOrigin()));
            }
        }
        return name + " =";
    }

    private static String shown(String name, Object value) {
        boolean secret = name.matches(".*(secret|password|token|private-key)$");
        return secret && !value.toString().isEmpty() ? "********" : value.toString();
    }

    private static String origin(@Nullable Origin origin) {
        if (origin == null || origin.toString().contains("commandLineArgs")) {
            return "flag";
        }
        String text = origin.toString();
        if (text.contains("class path resource [application.yml]")) {
            return "default";
        }
        return text.replace("URL [", "")
                .replace("file [", "")
                .replace("] - ", ":")
                .replace("System Environment Property ", "environment ");
    }
}
