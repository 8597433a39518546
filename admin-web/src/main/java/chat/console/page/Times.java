package chat.console.page;

import chat.console.config.ConsoleConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How points and spans of time are written: to the second, always with the zone. */
@Component
public final class Times {
    private static final DateTimeFormatter TEXT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss zzz", Locale.ROOT);

    private final ZoneId zone;
    private final Clock clock;

    public Times(ConsoleConfig config, Clock clock) {
        this.zone = config.timeZone();
        this.clock = clock;
    }

    /**
     * One point of time.
     *
     * @param iso for machines, in UTC
     * @param text as in {@code 2026-11-24 10:09:54 UTC}
     * @param ago how long ago, as in {@code 35 s ago}
     */
    public record Moment(String iso, String text, String ago) {}

    public Moment moment(Instant instant) {
        Duration age = Duration.between(instant, clock.instant());
        return new Moment(
                instant.toString(),
                TEXT.format(instant.atZone(zone)),
                age.toSeconds() < 1 ? "just now" : span(age) + " ago");
    }

    /** Null for 0, which in the API means: never. */
    public @Nullable Moment moment(long millis) {
        return millis == 0 ? null : moment(Instant.ofEpochMilli(millis));
    }

    public Instant now() {
        return clock.instant();
    }

    public ZoneId zone() {
        return zone;
    }

    public ZonedDateTime local(Instant instant) {
        return instant.atZone(zone);
    }

    /** The two largest units, as in {@code 3 d 4 h}, {@code 12 min 5 s}. */
    public static String span(Duration span) {
        if (span.isNegative()) {
            return "0 s";
        }
        if (span.toDays() > 0) {
            return span.toDays() + " d " + span.toHoursPart() + " h";
        }
        if (span.toHours() > 0) {
            return span.toHours() + " h " + span.toMinutesPart() + " min";
        }
        if (span.toMinutes() > 0) {
            return span.toMinutes() + " min " + span.toSecondsPart() + " s";
        }
        return span.toSeconds() + " s";
    }
}
