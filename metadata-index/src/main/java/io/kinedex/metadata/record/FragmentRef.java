package io.kinedex.metadata.record;

import java.time.Instant;

/**
 * The fragment that a record speaks of.
 *
 * @param number digits only, up to 128 of them; ordered as a number within its stream (Kinesis Video numbers run to 47 digits)
 * @param start  producer time of the fragment's first frame
 * @param end    producer time at which the fragment ends; not before {@code start}
 */
public record FragmentRef(String number, Instant start, Instant end) {
    public FragmentRef {
        if (!number.matches("[0-9]{1,128}")) {
            throw new IllegalArgumentException("fragment number '%s' must be 1 to 128 digits".formatted(number));
        }
        if (end.isBefore(start)) {
            throw new IllegalArgumentException(
                    "fragment %s ends at %s, before its start %s".formatted(number, end, start));
        }
    }
}
