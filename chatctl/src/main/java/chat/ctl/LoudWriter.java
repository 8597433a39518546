package chat.ctl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;

/** Keeps {@link java.io.PrintWriter} from hiding that stdout can't be written: it swallows an IOException, but not this. */
final class LoudWriter extends Writer {
    private final Writer target;

    LoudWriter(Writer target) {
        this.target = target;
    }

    @Override
    public void write(char[] text, int offset, int length) {
        try {
            target.write(text, offset, length);
        } catch (IOException unwritten) {
            throw new UncheckedIOException(unwritten);
        }
    }

    @Override
    public void flush() {
        try {
            target.flush();
        } catch (IOException unwritten) {
            throw new UncheckedIOException(unwritten);
        }
    }

    @Override
    public void close() {
        flush();
    }
}
