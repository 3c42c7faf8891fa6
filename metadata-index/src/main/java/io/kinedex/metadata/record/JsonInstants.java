package io.kinedex.metadata.record;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Instants as the JSON form writes them: RFC 3339, UTC, always three decimals. Stateless. */
final class JsonInstants {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Instant MIN = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant MAX = Instant.parse("9999-12-31T23:59:59.999Z");

    private JsonInstants() {}

    /** Of a moment or a beginning: what passes the millisecond is cut off. */
    static String floor(Instant instant) {
        return format(instant.truncatedTo(ChronoUnit.MILLIS));
    }

    /** Of an end: rounded up to the next millisecond, so that an interval never becomes empty. */
    static String ceiling(Instant instant) {
        Instant floor = instant.truncatedTo(ChronoUnit.MILLIS);
        return format(floor.equals(instant) ? floor : floor.plus(Duration.ofMillis(1)));
    }

    /** Takes any RFC 3339 offset. */
    static Instant parse(String text) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
    }

    private static String format(Instant instant) {
        if (instant.isBefore(MIN) || instant.isAfter(MAX)) {
            throw new DateTimeException("%s is outside the years 0000 to 9999".formatted(instant));
        }
        return FORMAT.format(instant);
    }
}
