package chat.ctl.connection;

import chat.ctl.failure.ExitCode;
import chat.ctl.failure.Failure;
import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code session.json} in the configuration folder: readable by its owner alone, replaced as a whole. */
public final class SessionFile {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path file;

    public SessionFile(Path configFolder) {
        this.file = configFolder.resolve("session.json");
    }

    public Path path() {
        return file;
    }

    /** The session, or null when there is none. */
    public @Nullable Session read() {
        try {
            if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
                throw new Failure(
                        ExitCode.NOT_AUTHENTICATED,
                        file + " is open to other users",
                        "Others may have read the token in it, so it is not used.",
                        "Log in again: chatctl login; it replaces the file.");
            }
            Session session = new Gson().fromJson(Files.readString(file), Session.class);
            if (session == null || session.server() == null || session.token() == null || session.transport() == null) {
                throw damaged();
            }
            return session;
        } catch (NoSuchFileException none) {
            return null;
        } catch (JsonParseException notJson) {
            throw damaged();
        } catch (IOException unreadable) {
            throw unusable("read", unreadable);
        }
    }

    public void write(Session session) {
        try {
            Path folder = file.getParent();
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path draft =
                    Files.createTempFile(folder, "session", ".tmp", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            try {
                try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                    ByteBuffer bytes = StandardCharsets.UTF_8.encode(new Gson().toJson(session) + "\n");
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                    channel.force(true);
                }
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException unwritable) {
            throw unusable("write", unwritable);
        }
    }

    public void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException undeletable) {
            throw unusable("delete", undeletable);
        }
    }

    private Failure damaged() {
        return new Failure(
                ExitCode.NOT_AUTHENTICATED,
                file + " is not a session of chatctl",
                "The file was damaged, or another version wrote it.",
                "Log in again: chatctl login; it replaces the file.");
    }

    private Failure unusable(String doing, IOException why) {
        return new Failure(
                ExitCode.INTERNAL,
                "cannot " + doing + " " + file + ": " + why,
                "The login is kept in this file.",
                "Check owner and mode of the folder, or choose another with CHATCTL_CONFIG.");
    }
}
