package chat.ctl.output;

import java.io.PrintWriter;

/**
 * Writes JSON while it is made: indented as one document, or compact as one line. Escapes whatever a terminal would act on, so that JSON
 * on a screen is as harmless as a table. One thread.
 */
public final class JsonText {
    private final PrintWriter out;
    private final boolean indented;
    private int depth;
    private boolean first = true;
    private boolean afterName;

    public JsonText(PrintWriter out, boolean indented) {
        this.out = out;
        this.indented = indented;
    }

    public JsonText beginObject() {
        return begin('{');
    }

    public JsonText endObject() {
        return end('}');
    }

    public JsonText beginArray() {
        return begin('[');
    }

    public JsonText endArray() {
        return end(']');
    }

    public JsonText name(String name) {
        element();
        quote(name);
        out.write(indented ? ": " : ":");
        afterName = true;
        return this;
    }

    public JsonText value(String text) {
        element();
        quote(text);
        return this;
    }

    public JsonText value(long number) {
        element();
        out.write(Long.toString(number));
        return this;
    }

    public JsonText value(double number) {
        element();
        out.write(Double.toString(number));
        return this;
    }

    public JsonText value(boolean flag) {
        element();
        out.write(flag ? "true" : "false");
        return this;
    }

    public JsonText nullValue() {
        element();
        out.write("null");
        return this;
    }

    /** Ends the document, or the line. */
    public void end() {
        out.write('\n');
        first = true;
    }

    private JsonText begin(char bracket) {
        element();
        out.write(bracket);
        depth++;
        first = true;
        return this;
    }

    private JsonText end(char bracket) {
        depth--;
        if (!first) {
            newLine();
        }
        out.write(bracket);
        first = false;
        return this;
    }

    private void element() {
        if (afterName) {
            afterName = false;
            first = false;
            return;
        }
        if (!first) {
            out.write(',');
        }
        if (depth > 0) {
            newLine();
        }
        first = false;
    }

    private void newLine() {
        if (indented) {
            out.write('\n');
            for (int i = 0; i < depth; i++) {
                out.write("  ");
            }
        }
    }

    private void quote(String text) {
        out.write('"');
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            switch (c) {
                case '"' -> out.write("\\\"");
                case '\\' -> out.write("\\\\");
                case '\n' -> out.write("\\n");
                case '\r' -> out.write("\\r");
                case '\t' -> out.write("\\t");
                default -> {
                    if (TerminalText.dangerous(c)) {
                        for (char unit : Character.toChars(c)) {
                            out.write(String.format("\\u%04x", (int) unit));
                        }
                    } else if (c < 0x10000) {
                        out.write(c);
                    } else {
                        out.write(Character.toChars(c));
                    }
                }
            }
        }
        out.write('"');
    }
}
