package chat.ctl.output;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Prints aligned columns, two spaces apart. Cells are escaped here, so none can break a line or send a terminal sequence. Rows can come in
 * parts: each {@link #flush} prints the rows so far, and a column never gets narrower again.
 */
public final class Table {
    /** A column and on which side its cells stand. */
    public record Column(String title, boolean right) {
        public static Column text(String title) {
            return new Column(title, false);
        }

        public static Column number(String title) {
            return new Column(title, true);
        }
    }

    private final PrintWriter out;
    private final List<Column> columns;
    private final int[] widths;
    private final List<List<String>> rows = new ArrayList<>();
    private boolean titled;

    public Table(PrintWriter out, Column... columns) {
        this.out = out;
        this.columns = List.of(columns);
        this.widths = Arrays.stream(columns).mapToInt(c -> c.title().length()).toArray();
    }

    public Table row(Object... cells) {
        List<String> row = new ArrayList<>(cells.length);
        for (Object cell : cells) {
            String text = TerminalText.escape(cell.toString());
            row.add(text.isEmpty() ? "-" : text);
        }
        rows.add(row);
        return this;
    }

    public void flush() {
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], TerminalText.width(row.get(i)));
            }
        }
        if (!titled) {
            titled = true;
            print(columns.stream().map(Column::title).toList());
        }
        rows.forEach(this::print);
        rows.clear();
    }

    private void print(List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            String padding = " ".repeat(Math.max(0, widths[i] - TerminalText.width(cell)));
            boolean last = i == widths.length - 1;
            line.append(i == 0 ? "" : "  ");
            if (columns.get(i).right()) {
                line.append(padding).append(cell);
            } else {
                line.append(cell).append(last ? "" : padding);
            }
        }
        out.println(line);
    }
}
