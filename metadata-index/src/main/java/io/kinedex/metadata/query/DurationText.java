package io.kinedex.metadata.query;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 2.5s}, {@code 1h30m}, {@code 7d}. */
final class DurationText {
    private static final Pattern PART = Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,9})?)(ms|s|m|h|d|w)");

    private DurationText() {}

    /** Empty where the text is no duration, is finer than a millisecond or longer than allowed. */
    static Optional<Duration> parse(String text) {
        Matcher part = PART.matcher(text);
        BigDecimal millis = BigDecimal.ZERO;
        int at = 0;
        while (at < text.length()) {
            if (!part.find(at) || part.start() != at) {
                return Optional.empty();
            }
            millis = millis.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unitMillis(part.group(2)))));
            at = part.end();
        }
        BigDecimal max = BigDecimal.valueOf(QueryLimits.DURATION_MAX.toMillis());
        boolean whole = millis.stripTrailingZeros().scale() <= 0;
        return at > 0 && whole && millis.compareTo(max) <= 0
                ? Optional.of(Duration.ofMillis(millis.longValueExact()))
                : Optional.empty();
    }

    /** The shortest text that parses back to the same duration, largest units first. */
    static String of(Duration duration) {
        long rest = duration.toMillis();
        if (rest == 0) {
            return "0s";
        }
        StringBuilder text = new StringBuilder();
        for (String unit : new String[] {"d", "h", "m", "s", "ms"}) {
            long count = rest / unitMillis(unit);
            rest %= unitMillis(unit);
            if (count > 0) {
                text.append(count).append(unit);
            }
        }
        return text.toString();
    }

    private static long unitMillis(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            case "w" -> 604_800_000;
            default -> throw new IllegalArgumentException("unit '%s'".formatted(unit));
        };
    }
}
