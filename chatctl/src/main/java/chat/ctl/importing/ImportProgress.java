package chat.ctl.importing;

import chat.ctl.output.TerminalText;
import chat.ctl.output.Times;
import chat.ctl.surroundings.Console;
import chat.operator.v1.ImportedSpeaker;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shows on stderr how far an import is: a bar that is drawn again and again on a terminal, a plain line every few seconds elsewhere. Safe
 * for several threads.
 */
final class ImportProgress implements AutoCloseable {
    private static final long DRAW_MILLIS = 200;
    private static final long LINE_MILLIS = 5000;
    /** The rate is that of the last so many ticks. */
    private static final int WINDOW = 50;

    /** How many messages were stored by when. */
    private record Sample(long nanos, long stored) {}

    private final PrintWriter err;
    private final Console.@Nullable StatusLine line;
    private final long total;
    private final ScheduledExecutorService timer;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private final Set<Long> accounts = new HashSet<>();
    private long renamed;
    private long stored;
    private long done;
    private String retrying = "";
    private long retries;
    private boolean closed;

    ImportProgress(PrintWriter err, Console.@Nullable StatusLine line, long total) {
        this.err = err;
        this.line = line;
        this.total = total;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
        });
        samples.add(new Sample(System.nanoTime(), 0));
    }

    void start() {
        long every = line == null ? LINE_MILLIS : DRAW_MILLIS;
        // the executor keeps the only reference that is needed: it is shut down in close()
        var unused = timer.scheduleAtFixedRate(this::tick, every, every, TimeUnit.MILLISECONDS);
    }

    synchronized void stored(long newMessages, long oldMessages) {
        stored += newMessages;
        done += newMessages + oldMessages;
        retrying = "";
    }

    synchronized void account(ImportedSpeaker speaker) {
        if (accounts.add(speaker.getUserId()) && !speaker.getUsername().equals(speaker.getName())) {
            renamed++;
        }
    }

    synchronized void retrying(String why) {
        if (retrying.isEmpty() && line == null) {
            say("trying again: " + why);
        }
        retrying = why;
        retries++;
    }

    void failed(String conversation, String why) {
        say("conversation " + conversation + " failed: " + why);
    }

    /** A line that stays. */
    synchronized void say(String text) {
        if (line != null && !closed) {
            line.show("");
        }
        err.println(TerminalText.escape(text));
        err.flush();
    }

    synchronized int accounts() {
        return accounts.size();
    }

    /** Accounts whose user name is not the name in the source. */
    synchronized long renamed() {
        return renamed;
    }

    synchronized long retries() {
        return retries;
    }

    private synchronized void tick() {
        if (closed) {
            return;
        }
        samples.addLast(new Sample(System.nanoTime(), stored));
        if (samples.size() > WINDOW) {
            samples.removeFirst();
        }
        String text = describe();
        if (line != null) {
            line.show(fit(bar(line.width() - TerminalText.width(text) - 4) + text, line.width() - 1));
        } else {
            say(text);
        }
    }

    private String describe() {
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        double seconds = (last.nanos() - first.nanos()) / 1e9;
        double rate = seconds <= 0 ? 0 : (last.stored() - first.stored()) / seconds;
        String eta = rate <= 0 ? "" : ", ETA " + Times.duration(Duration.ofSeconds(Math.round((total - done) / rate)));
        return String.format(
                Locale.ROOT,
                "%.1f%%  %,d of %,d messages, %,.0f messages/s%s%s",
                total == 0 ? 100.0 : 100.0 * done / total,
                done,
                total,
                rate,
                eta,
                retrying.isEmpty() ? "" : ", trying again: " + TerminalText.escape(retrying));
    }

    private String bar(int width) {
        if (width < 10) {
            return "";
        }
        int filled = total == 0 ? width : (int) (width * done / total);
        return "[" + "=".repeat(filled) + " ".repeat(width - filled) + "] ";
    }

    private static String fit(String text, int width) {
        return text.length() <= width ? text : text.substring(0, Math.max(0, width));
    }

    @Override
    public void close() {
        timer.shutdownNow();
        synchronized (this) {
            closed = true;
            if (line != null) {
                line.close();
            }
        }
    }
}
