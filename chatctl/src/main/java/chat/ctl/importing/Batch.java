package chat.ctl.importing;

import java.util.ArrayList;
import java.util.List;

/** The next messages of one conversation, on their way to the server. Filled by the reader, then handed over. */
final class Batch {
    /** Most that the server takes in one call. */
    static final int MAX_LINES = 1000;
    /** So that a call stays below gRPC's 4 MiB, whatever the characters. */
    private static final int MAX_CHARACTERS = 500_000;

    /** One message; its sender still by name. */
    record Line(String sender, long sentAtMillis, String text) {}

    private final long firstLine;
    private final List<Line> lines = new ArrayList<>();
    private int characters;
    private int cost;
    private boolean last;

    Batch(long firstLine) {
        this.firstLine = firstLine;
    }

    void add(Line line) {
        lines.add(line);
        characters += line.text().length();
        cost += TextBudget.cost(line.text());
    }

    boolean full() {
        return lines.size() == MAX_LINES || characters >= MAX_CHARACTERS;
    }

    /** Number of its first line in the conversation, from 0. */
    long firstLine() {
        return firstLine;
    }

    long endLine() {
        return firstLine + lines.size();
    }

    List<Line> lines() {
        return lines;
    }

    int cost() {
        return cost;
    }

    /** True when the conversation ends with it. */
    boolean last() {
        return last;
    }

    void markLast() {
        last = true;
    }
}
