package chat.core.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The schema files of this program, in order. */
final class SchemaFiles {
    private SchemaFiles() {}

    /** Reads {@code schema/} next to this class, in a jar or a folder. */
    static List<SchemaFile> read() {
        URL folder = SchemaFiles.class.getResource("/schema");
        if (folder == null) {
            throw new IllegalStateException("the program's jar holds no schema/: build it again");
        }
        try {
            URI uri = folder.toURI();
            if (!uri.getScheme().equals("jar")) {
                return read(Path.of(uri));
            }
            try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                return read(jar.getPath("/schema"));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("schema files can't be read from " + folder, unreadable);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException("not a URI: " + folder, impossible);
        }
    }

    private static List<SchemaFile> read(Path folder) throws IOException {
        List<SchemaFile> files;
        try (Stream<Path> paths = Files.list(folder)) {
            files = paths.map(SchemaFiles::file)
                    .sorted((a, b) -> Integer.compare(a.number(), b.number()))
                    .toList();
        }
        for (int i = 1; i < files.size(); i++) {
            if (files.get(i).number() == files.get(i - 1).number()) {
                throw new IllegalStateException("two schema files have the number "
                        + files.get(i).number() + ": " + files.get(i - 1).name() + " and "
                        + files.get(i).name());
            }
        }
        return files;
    }

    private static SchemaFile file(Path path) {
        try {
            return SchemaFile.of(
                    path.getFileName().toString(), Files.readString(path).replace("\r\n", "\n"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
