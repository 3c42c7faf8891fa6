package io.kinedex.ingest.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes as people write it: {@code 4096}, {@code 64MB}, {@code 10GB}; units are powers of 1024.
 *
 * @param bytes not negative
 */
public record ByteSize(long bytes) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,15}) ?([KMGT]?I?B?)");

    private static final Map<String, Integer> SHIFTS = Map.of("K", 10, "M", 20, "G", 30, "T", 40);

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size of %d bytes is negative".formatted(bytes));
        }
    }

    /**
     * The size that the text says.
     *
     * @throws IllegalArgumentException where the text is no size or past 2^63 - 1 bytes
     */
    @JsonCreator
    public static ByteSize parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is no size; write a number of bytes, 64MB or 10GB".formatted(text));
        }
        String unit = matcher.group(2).isEmpty() ? "" : matcher.group(2).substring(0, 1);
        try {
            return new ByteSize(
                    Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << SHIFTS.getOrDefault(unit, 0)));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("a size of '%s' is past 2^63 - 1 bytes".formatted(text), e);
        }
    }

    public static ByteSize ofMegabytes(long megabytes) {
        return new ByteSize(megabytes << 20);
    }

    public static ByteSize ofGigabytes(long gigabytes) {
        return new ByteSize(gigabytes << 30);
    }

    @JsonValue
    @Override
    public String toString() {
        for (String unit : new String[] {"T", "G", "M", "K"}) {
            int shift = SHIFTS.getOrDefault(unit, 0);
            if (bytes > 0 && bytes % (1L << shift) == 0) {
                return (bytes >> shift) + unit + "B";
            }
        }
        return Long.toString(bytes);
    }
}
