package chat.ctl.importing;

import chat.ctl.failure.ExitCode;
import chat.ctl.failure.Failure;
import chat.ctl.importing.LineFormat.UnreadableLine;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads a source file from its beginning to its end, gzip or not, a line at a time. Memory: one line, at most {@value #MAX_LINE_BYTES}
 * bytes; a longer one is unreadable, and passed over.
 */
final class SourceReader {
    static final int MAX_LINE_BYTES = 16 << 20;
    private static final int GZIP_MAGIC = 0x1f8b;

    /** Takes what is read, in order. */
    interface Visitor {
        /** @return false to read no further */
        boolean message(SourceLine line);

        void event(LineFormat.Event event);

        void unreadable(long number, String why);
    }

    private final Path file;
    private final LineFormat format;

    SourceReader(Path file, LineFormat format) {
        this.file = file;
        this.format = format;
    }

    void read(Visitor visitor) {
        long number = 0;
        try (InputStream in = open()) {
            LineBytes line = new LineBytes(in);
            while (line.next()) {
                number++;
                if (!visit(line, number, visitor)) {
                    return;
                }
            }
        } catch (NoSuchFileException missing) {
            throw new Failure(ExitCode.NOT_FOUND, "there is no file " + file, "", "Check the name.");
        } catch (EOFException | ZipException damaged) {
            throw new Failure(
                    ExitCode.USAGE,
                    file + " is damaged after line " + number + ": " + damaged.getMessage(),
                    "The gzip data end too early or are wrong.",
                    "Get the file again, then run the same command: what is stored is not stored twice.");
        } catch (IOException unreadable) {
            throw new Failure(
                    ExitCode.INTERNAL,
                    "cannot read " + file + " after line " + number + ": " + unreadable,
                    "",
                    "Check the file, then run the same command: what is stored is not stored twice.");
        }
    }

    private boolean visit(LineBytes line, long number, Visitor visitor) {
        if (line.tooLong()) {
            visitor.unreadable(number, "longer than " + MAX_LINE_BYTES + " bytes");
            return true;
        }
        boolean encodingChanged = false;
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(line.bytes()).toString();
        } catch (CharacterCodingException notUtf8) {
            encodingChanged = true;
            text = StandardCharsets.UTF_8.decode(line.bytes()).toString();
        }
        if (text.isBlank()) {
            return true;
        }
        LineFormat.Parsed parsed;
        try {
            parsed = format.parse(text, number, encodingChanged);
        } catch (UnreadableLine why) {
            visitor.unreadable(number, String.valueOf(why.getMessage()));
            return true;
        }
        if (parsed instanceof LineFormat.Message message) {
            return visitor.message(message.line());
        }
        visitor.event((LineFormat.Event) parsed);
        return true;
    }

    private InputStream open() throws IOException {
        BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            in.mark(2);
            int magic = in.read() << 8 | in.read();
            in.reset();
            return magic == GZIP_MAGIC ? new GZIPInputStream(in, 1 << 16) : in;
        } catch (IOException unreadable) {
            in.close();
            throw unreadable;
        }
    }

    /** Cuts a stream into lines without ever holding more than the limit. */
    private static final class LineBytes {
        private final InputStream in;
        private final byte[] chunk = new byte[1 << 16];
        private int position;
        private int end;
        private byte[] line = new byte[1 << 12];
        private int length;
        private boolean tooLong;

        LineBytes(InputStream in) {
            this.in = in;
        }

        /** Reads the next line; false at the end of the stream. */
        boolean next() throws IOException {
            length = 0;
            tooLong = false;
            boolean any = false;
            while (true) {
                if (position == end) {
                    end = in.read(chunk);
                    position = 0;
                    if (end < 0) {
                        end = 0;
                        return any;
                    }
                }
                any = true;
                int stop = position;
                while (stop < end && chunk[stop] != '\n') {
                    stop++;
                }
                append(stop);
                position = stop;
                if (stop < end) {
                    position++;
                    return true;
                }
            }
        }

        private void append(int stop) {
            int more = stop - position;
            if (tooLong || length + more > MAX_LINE_BYTES) {
                tooLong = true;
                return;
            }
            if (length + more > line.length) {
                line = java.util.Arrays.copyOf(
                        line, Math.max(length + more, Math.min(MAX_LINE_BYTES, line.length * 2)));
            }
            System.arraycopy(chunk, position, line, length, more);
            length += more;
        }

        boolean tooLong() {
            return tooLong;
        }

        ByteBuffer bytes() {
            return ByteBuffer.wrap(line, 0, length);
        }
    }
}
