package chat.core.messageid;

import java.time.Instant;

/** The layout of ids: 42 bits of milliseconds since 2000-01-01 UTC, 10 bits of worker, 11 bits of sequence (ADR 0001). */
public final class IdLayout {
    /** 2000-01-01T00:00:00Z in milliseconds since 1970. */
    public static final long EPOCH_MILLIS =
            Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();

    public static final int SEQUENCE_BITS = 11;
    public static final int WORKER_BITS = 10;
    public static final int TIME_BITS = 42;

    /** Sequences in a millisecond. */
    public static final int SEQUENCES = 1 << SEQUENCE_BITS;

    /** Workers below this mint live ids; this one plus a lane mints the past. */
    public static final int FIRST_HISTORIC_WORKER = 768;

    /** Lanes of historic ids. */
    public static final int LANES = 256;

    private static final int TIME_SHIFT = SEQUENCE_BITS + WORKER_BITS;

    private IdLayout() {}

    /**
     * Joins the parts of an id.
     *
     * @param timeMillis milliseconds since 1970, not before 2000
     */
    public static long id(long timeMillis, int worker, int sequence) {
        long ticks = timeMillis - EPOCH_MILLIS;
        if (ticks < 0
                || ticks >= 1L << TIME_BITS
                || worker < 0
                || worker >> WORKER_BITS != 0
                || sequence < 0
                || sequence >= SEQUENCES) {
            throw new IllegalArgumentException(
                    "no id for time " + timeMillis + " worker " + worker + " sequence " + sequence);
        }
        return ticks << TIME_SHIFT | (long) worker << SEQUENCE_BITS | sequence;
    }

    /** Milliseconds since 1970 of an id. */
    public static long timeMillis(long id) {
        return (id >>> TIME_SHIFT) + EPOCH_MILLIS;
    }

    /** The smallest possible id of a time; times before 2000 give 0. */
    public static long floorOf(long timeMillis) {
        return Math.max(0, timeMillis - EPOCH_MILLIS) << TIME_SHIFT;
    }

    public static int worker(long id) {
        return (int) (id >>> SEQUENCE_BITS) & ((1 << WORKER_BITS) - 1);
    }

    public static int sequence(long id) {
        return (int) id & (SEQUENCES - 1);
    }
}
