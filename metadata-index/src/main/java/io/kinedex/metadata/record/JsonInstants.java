package io.kinedex.metadata.record;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * Instants as the JSON form writes them: RFC 3339, UTC, always three decimals. Stateless. A record holds many, and
 * java.time's formatter would take most of the time of reading and writing one; hence the digits by hand.
 */
final class JsonInstants {
    private static final String PATTERN = "0000-00-00T00:00:00.000Z";
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

    /** Takes any RFC 3339 offset and any number of decimals. */
    static Instant parse(String text) {
        if (!isOurs(text)) {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
        }
        return LocalDateTime.of(
                        digits(text, 0, 4),
                        digits(text, 5, 7),
                        digits(text, 8, 10),
                        digits(text, 11, 13),
                        digits(text, 14, 16),
                        digits(text, 17, 19),
                        digits(text, 20, 23) * 1_000_000)
                .toInstant(ZoneOffset.UTC);
    }

    private static boolean isOurs(String text) {
        if (text.length() != PATTERN.length()) {
            return false;
        }
        for (int i = 0; i < PATTERN.length(); i++) {
            char pattern = PATTERN.charAt(i);
            char c = text.charAt(i);
            if (pattern == '0' ? c < '0' || c > '9' : c != pattern) {
                return false;
            }
        }
        return true;
    }

    private static int digits(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    private static String format(Instant instant) {
        if (instant.isBefore(MIN) || instant.isAfter(MAX)) {
            throw new DateTimeException("%s is outside the years 0000 to 9999".formatted(instant));
        }
        LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        char[] out = PATTERN.toCharArray();
        put(out, 3, time.getYear());
        put(out, 6, time.getMonthValue());
        put(out, 9, time.getDayOfMonth());
        put(out, 12, time.getHour());
        put(out, 15, time.getMinute());
        put(out, 18, time.getSecond());
        put(out, 22, time.getNano() / 1_000_000);
        return new String(out);
    }

    /** Writes the number's digits from its last one backwards; the pattern holds the leading zeros. */
    private static void put(char[] out, int last, int number) {
        for (int i = last, rest = number; rest > 0; i--, rest /= 10) {
            out[i] = (char) ('0' + rest % 10);
        }
    }
}
