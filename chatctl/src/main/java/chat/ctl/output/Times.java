package chat.ctl.output;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Times and durations as operators write and read them. */
public final class Times {
    private Times() {}

    /** As in {@code 2026-11-24T10:00:00Z}. */
    public static String rfc3339(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    /** A time, or {@code -} for 0, which stands for "never". */
    public static String cell(long millis) {
        return millis == 0 ? "-" : rfc3339(millis);
    }

    /**
     * RFC 3339, or a date, or date and time without a zone, both then in UTC.
     *
     * @throws IllegalArgumentException with a text for the operator
     */
    public static Instant parse(String text) {
        try {
            if (text.length() == 10) {
                return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            return text.matches(".*(Z|z|[+-]\\d\\d:\\d\\d)")
                    ? OffsetDateTime.parse(text.toUpperCase(java.util.Locale.ROOT))
                            .toInstant()
                    : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException notOne) {
            throw new IllegalArgumentException("'" + text + "' is not a time: expected 2026-11-24T10:00:00Z,"
                    + " 2026-11-24T11:00:00+01:00 or 2026-11-24 (UTC)");
        }
    }

    /** The two largest units, as in {@code 3d 4h} or {@code 12s}. */
    public static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return seconds / 60 + "m " + seconds % 60 + "s";
        }
        if (seconds < 86400) {
            return seconds / 3600 + "h " + seconds % 3600 / 60 + "m";
        }
        return seconds / 86400 + "d " + seconds % 86400 / 3600 + "h";
    }
}
