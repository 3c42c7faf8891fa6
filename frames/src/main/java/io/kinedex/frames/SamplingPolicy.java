package io.kinedex.frames;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which of a stream's frames are looked at. Immutable; safe for all threads. */
public sealed interface SamplingPolicy {
    /** Each frame that is shown. */
    record EveryFrame() implements SamplingPolicy {
        @Override
        public String toString() {
            return "every-frame";
        }
    }

    /** Only frames that can be decoded alone: the cheapest, since the decoder does nothing for the others. */
    record KeyFrames() implements SamplingPolicy {
        @Override
        public String toString() {
            return "keyframes";
        }
    }

    /**
     * The first frame of each interval. Intervals are counted from the stream's first sampled frame, so that rounding never
     * adds up; the first frame is always taken.
     *
     * @param interval 1 ms or more, whole milliseconds
     */
    record Every(Duration interval) implements SamplingPolicy {
        public Every {
            if (interval.compareTo(Duration.ofMillis(1)) < 0 || interval.toNanosPart() % 1_000_000 != 0) {
                throw new IllegalArgumentException(
                        "sampling interval %s must be 1 ms or more, in whole milliseconds".formatted(interval));
            }
        }

        @Override
        public String toString() {
            return interval.toMillis() + "ms";
        }
    }

    /** Reads {@code every-frame}, {@code keyframes}, {@code 500ms}, {@code 2s}, {@code 1m} or {@code PT0.5S}. */
    static SamplingPolicy parse(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        return switch (word) {
            case "every-frame" -> new EveryFrame();
            case "keyframes" -> new KeyFrames();
            default -> new Every(Interval.parse(word));
        };
    }

    /** The text form of an interval. */
    final class Interval {
        private static final Pattern SIMPLE = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

        private Interval() {}

        private static Duration parse(String word) {
            Matcher simple = SIMPLE.matcher(word);
            if (simple.matches()) {
                long count = Long.parseLong(simple.group(1));
                return switch (simple.group(2)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    default -> Duration.ofHours(count);
                };
            }
            try {
                return Duration.parse(word.toUpperCase(Locale.ROOT));
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(
                        "'%s' is no sampling: expected every-frame, keyframes, or an interval such as 500ms, 2s or PT0.5S"
                                .formatted(word),
                        e);
            }
        }
    }
}
