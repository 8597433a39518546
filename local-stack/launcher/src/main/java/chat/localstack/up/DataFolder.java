package chat.localstack.up;

import chat.localstack.StackFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The data folder of one stack: locked while in use, home of its secrets. */
final class DataFolder implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;
    private final FileChannel lockFile;

    private DataFolder(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /** Takes the folder for this process, or fails when another has it. */
    static DataFolder take(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel file =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(file) == null) {
                file.close();
                throw new StackFailure("data: " + folder
                        + " is in use by another bin/up. Stop it, or choose another with --data DIR.");
            }
            return new DataFolder(folder, file);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot use " + folder, failed);
        }
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException inThisProcess) {
            return null;
        }
    }

    Path path() {
        return folder;
    }

    /** Deletes what stacks keep; anything else in the folder stays. */
    void clear() {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (name.matches("(zookeeper|cassandra)-[0-9]+|logs|secrets|demo-channel")) {
                    delete(entry);
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot clear " + folder, failed);
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The file of a secret, made with 32 random bytes when it isn't there. */
    Secret secret(String name) {
        Path secrets = folder.resolve("secrets");
        Path file = secrets.resolve(name);
        try {
            if (Files.exists(file)) {
                return new Secret(file, false);
            }
            Files.createDirectories(
                    secrets, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            byte[] bytes = new byte[32];
            RANDOM.nextBytes(bytes);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n");
            return new Secret(file, true);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot make " + file, failed);
        }
    }

    /**
     * A secret in its file.
     *
     * @param isNew whether it was made just now
     */
    record Secret(Path file, boolean isNew) {
        String value() {
            try {
                return Files.readString(file).strip();
            } catch (IOException unreadable) {
                throw new UncheckedIOException("cannot read " + file, unreadable);
            }
        }
    }

    Optional<String> note(String name) {
        Path file = folder.resolve(name);
        try {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            return lines.stream().findFirst();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + file, unreadable);
        }
    }

    void setNote(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text + "\n");
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot write " + name, failed);
        }
    }

    /** Lets others have it. */
    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot close the lock of " + folder, failed);
        }
    }
}
