package chat.runtime.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What was built, as the build wrote it into the jar.
 *
 * @param version of the project, as in {@code 0.1.0}
 * @param commit abbreviated git commit, or {@code unknown}
 */
public record BuildInfo(String version, String commit) {
    private static final String RESOURCE = "build.properties";
    private static final BuildInfo CURRENT = read();

    public static BuildInfo current() {
        return CURRENT;
    }

    @Override
    public String toString() {
        return version + " (" + commit + ")";
    }

    private static BuildInfo read() {
        try (InputStream in = BuildInfo.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the runtime jar lacks " + RESOURCE + ": build it with Maven");
            }
            Properties properties = new Properties();
            properties.load(in);
            return new BuildInfo(properties.getProperty("version"), properties.getProperty("commit"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
