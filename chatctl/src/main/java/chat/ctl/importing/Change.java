package chat.ctl.importing;

/** What an import does to a line of the source other than to store it as it is. Each is counted and reported. */
enum Change {
    /** An event that is no message: nothing is stored. */
    JOIN_NOT_IMPORTED("joinsNotImported", "join events, not imported: members are the speakers"),
    /** An event that is no message: nothing is stored. */
    LEAVE_NOT_IMPORTED("leavesNotImported", "leave events, not imported: members are the speakers"),
    /** The line can't be read; it is named on stderr, and the run ends as partly done. */
    LINE_UNREADABLE("linesUnreadable", "lines that are not in the format, not imported"),
    /** A text of nothing. */
    TEXT_EMPTY("textsEmpty", "empty texts, imported as \"" + TextRules.EMPTY + "\""),
    /** NUL in a text. */
    TEXT_NUL("textsWithNul", "texts with NUL, imported with U+2400 in its place"),
    /** Half of a surrogate pair in a text. */
    TEXT_SURROGATE("textsWithLoneSurrogates", "texts with lone surrogates, imported with U+FFFD in their place"),
    /** Bytes that are not UTF-8. */
    TEXT_ENCODING("linesNotUtf8", "lines that are not UTF-8, imported with U+FFFD for the wrong bytes"),
    /** A text beyond the longest that is allowed. */
    TEXT_SPLIT("textsSplit", "texts of 100,000 characters or more, imported as several messages"),
    /** A time that no message id can have. */
    TIME_BEFORE_2000("timesBefore2000", "times before 2000, imported as 2000-01-01T00:00:00Z"),
    /** A time that has not come yet. */
    TIME_IN_FUTURE("timesInFuture", "times in the future, imported as the time of the run"),
    /** Told by the server: the time went back within the conversation. */
    TIME_MOVED("timesMovedForward", "times moved forward, to keep the order of the source"),
    /** A direct conversation that has not exactly two speakers. */
    KIND_CHANGED("directImportedAsGroup", "direct conversations without exactly two speakers, imported as groups");

    private final String field;
    private final String description;

    Change(String field, String description) {
        this.field = field;
        this.description = description;
    }

    /** Its name in the JSON report. */
    String field() {
        return field;
    }

    /** For the table. */
    String description() {
        return description;
    }
}
