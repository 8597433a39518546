package chat.ctl.output;

/** How data is written; the names are what {@code -o} takes. */
public enum OutputFormat {
    /** Aligned columns for people. */
    table,
    /** One document. */
    json,
    /** One object a line. */
    jsonl
}
