package chat.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the built jars are: below the repository's root, which is the system property {@value #ROOT_PROPERTY} or the nearest folder
 * above the working directory that holds {@code local-stack/cassandra}.
 *
 * @param root of the repository
 */
public record Layout(Path root) {
    /** Names the root where it can't be found by walking up. */
    public static final String ROOT_PROPERTY = "chat.root";

    public static Layout find() {
        String given = System.getProperty(ROOT_PROPERTY);
        if (given != null) {
            return new Layout(Path.of(given).toAbsolutePath());
        }
        Path start = Path.of("").toAbsolutePath();
        for (Optional<Path> folder = Optional.of(start); folder.isPresent(); folder = up(folder.get())) {
            if (Files.isDirectory(folder.get().resolve("local-stack/cassandra"))) {
                return new Layout(folder.get());
            }
        }
        throw new StackFailure("no folder above " + start
                + " holds local-stack/cassandra: run inside of the repository, or set -D" + ROOT_PROPERTY);
    }

    /** A module's own jar and its target/lib, as a class path. */
    public String programClassPath(String module) {
        Path target = root.resolve(module).resolve("target");
        List<Path> own = jars(target).stream()
                .filter(jar -> !jar.getFileName().toString().matches(".*-(sources|javadoc|tests)\\.jar"))
                .toList();
        if (own.isEmpty()) {
            throw notBuilt(module);
        }
        return join(Stream.concat(own.stream(), libraries(module).stream()).toList());
    }

    /** An engine's jars with {@link Leashed} in front. */
    String engineClassPath(String engine) {
        List<Path> jars = libraries("local-stack/" + engine);
        return join(Stream.concat(Stream.of(leash()), jars.stream()).toList());
    }

    /** One jar of an engine. */
    Path engineJar(String engine, String prefix) {
        return libraries("local-stack/" + engine).stream()
                .filter(jar -> jar.getFileName().toString().startsWith(prefix))
                .findFirst()
                .orElseThrow(() -> notBuilt("local-stack/" + engine));
    }

    private List<Path> libraries(String module) {
        List<Path> jars = jars(root.resolve(module).resolve("target/lib"));
        if (jars.isEmpty()) {
            throw notBuilt(module);
        }
        return jars;
    }

    private static Path leash() {
        try {
            return Path.of(Leashed.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static List<Path> jars(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String join(List<Path> jars) {
        return String.join(":", jars.stream().map(Path::toString).toList());
    }

    private static Optional<Path> up(Path folder) {
        return Optional.ofNullable(folder.getParent());
    }

    private static StackFailure notBuilt(String module) {
        return new StackFailure(module + " is not built: run ./mvnw -DskipTests package");
    }
}
