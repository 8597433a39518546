package chat.ctl.login;

import chat.ctl.failure.ExitCode;
import chat.ctl.failure.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a password comes from when nobody types it: one of the two. */
final class PasswordSource {
    private static final int MAX_BYTES = 4096;

    @Option(names = "--password-stdin", description = "Read the password from the first line of stdin.")
    private boolean stdin;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Read the password from the first line of FILE.")
    private @Nullable Path file;

    String read(InputStream processStdin) {
        if (stdin || file == null) {
            return firstLine(processStdin, "stdin");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return firstLine(in, file.toString());
        } catch (NoSuchFileException missing) {
            throw new Failure(ExitCode.NOT_FOUND, "there is no file " + file, "", "Check --password-file.");
        } catch (IOException unreadable) {
            throw unusable(file.toString(), "cannot be read: " + unreadable);
        }
    }

    /** Without its line end; nothing else is cut off. */
    private static String firstLine(InputStream in, String where) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
                line.write(b);
                if (line.size() > MAX_BYTES) {
                    throw unusable(where, "is longer than " + MAX_BYTES + " bytes");
                }
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString();
            String password = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            if (password.isEmpty()) {
                throw unusable(where, "is empty");
            }
            return password;
        } catch (CharacterCodingException notUtf8) {
            throw unusable(where, "is not UTF-8");
        } catch (IOException closed) {
            throw unusable(where, "cannot be read: " + closed.getMessage());
        }
    }

    private static Failure unusable(String where, String what) {
        return new Failure(
                ExitCode.USAGE,
                "the password in " + where + " " + what,
                "",
                "Give one line of text with the password.");
    }
}
