package chat.core.channel;

/**
 * How far the import of a channel has come.
 *
 * @param name of the conversation in its source
 * @param finished false while the channel takes lines and nothing else
 * @param nextLine lines stored
 * @param lastId id of the last line stored, 0 before the first
 * @param writingUntil ids above {@code lastId} up to this one may have rows that do not count; equal to {@code lastId} when there are none
 */
public record ImportProgress(String name, boolean finished, long nextLine, long lastId, long writingUntil) {
    /** Before the first line. */
    public static ImportProgress begun(String name) {
        return new ImportProgress(name, false, 0, 0, 0);
    }

    /** Rows up to an id are about to be written. */
    public ImportProgress writing(long untilId) {
        return new ImportProgress(name, finished, nextLine, lastId, untilId);
    }

    /** What may have been written above the last line was deleted. */
    public ImportProgress cleaned() {
        return writing(lastId);
    }

    /** Lines are stored. */
    public ImportProgress stored(int lines) {
        return new ImportProgress(name, finished, nextLine + lines, writingUntil, writingUntil);
    }

    /** Nothing more comes. */
    public ImportProgress done() {
        return new ImportProgress(name, true, nextLine, lastId, writingUntil);
    }
}
