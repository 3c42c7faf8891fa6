package io.kinedex.ingest.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 2s}, {@code 15m}, {@code 6h}, {@code 7d}, or ISO 8601 ({@code PT2S}). */
public final class DurationText {
    private static final Pattern SHORT = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");
    private static final long MINUTE_MILLIS = 60_000;
    private static final long HOUR_MILLIS = 60 * MINUTE_MILLIS;
    private static final long DAY_MILLIS = 24 * HOUR_MILLIS;

    private DurationText() {}

    /**
     * The duration that the text says.
     *
     * @throws IllegalArgumentException where the text is no duration
     */
    public static Duration parse(String text) {
        Matcher matcher = SHORT.matcher(text);
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "'%s' is no duration; write 500ms, 2s, 15m, 6h, 7d or an ISO 8601 duration".formatted(text), e);
        }
    }

    /** As short as it can be said to the millisecond: {@code 30s}, not {@code PT30S}. What {@link #parse} reads. */
    public static String of(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 0 || !duration.equals(Duration.ofMillis(millis))) {
            return duration.toString();
        }
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        if (millis % MINUTE_MILLIS != 0 || millis == 0) {
            return millis / 1000 + "s";
        }
        if (millis % HOUR_MILLIS != 0) {
            return millis / MINUTE_MILLIS + "m";
        }
        return millis % DAY_MILLIS == 0 ? millis / DAY_MILLIS + "d" : millis / HOUR_MILLIS + "h";
    }
}
