package io.kinedex.frames;

import java.math.BigInteger;

/**
 * A fragment's number: unique within its stream and growing with ingestion. Kinesis Video numbers run to 47 digits, so
 * this is never a {@code long}. Immutable; safe for all threads.
 *
 * @param value 0 or more, up to 128 decimal digits
 */
public record FragmentNumber(BigInteger value) implements Comparable<FragmentNumber> {
    public static final int DIGITS_MAX = 128;

    private static final BigInteger LIMIT = BigInteger.TEN.pow(DIGITS_MAX);

    /** The number of the first fragment of a stream that does not number its own. */
    public static final FragmentNumber ONE = new FragmentNumber(BigInteger.ONE);

    public FragmentNumber {
        if (value.signum() < 0 || value.compareTo(LIMIT) >= 0) {
            throw new IllegalArgumentException(
                    "fragment number %s must have 1 to %d digits and no sign".formatted(shortened(value), DIGITS_MAX));
        }
    }

    /** Reads 1 to 128 decimal digits; anything else is an IllegalArgumentException. */
    public static FragmentNumber parse(String text) {
        if (text.isEmpty() || text.length() > DIGITS_MAX || !allDigits(text)) {
            throw new IllegalArgumentException("fragment number '%s' must be 1 to %d decimal digits"
                    .formatted(text.substring(0, Math.min(text.length(), DIGITS_MAX)), DIGITS_MAX));
        }
        return new FragmentNumber(new BigInteger(text));
    }

    public static FragmentNumber of(long value) {
        return new FragmentNumber(BigInteger.valueOf(value));
    }

    public FragmentNumber next() {
        return new FragmentNumber(value.add(BigInteger.ONE));
    }

    @Override
    public int compareTo(FragmentNumber other) {
        return value.compareTo(other.value);
    }

    /** The number in decimal digits. */
    @Override
    public String toString() {
        return value.toString();
    }

    private static boolean allDigits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String shortened(BigInteger value) {
        return value.bitLength() > 512 ? "of %d bits".formatted(value.bitLength()) : value.toString();
    }
}
