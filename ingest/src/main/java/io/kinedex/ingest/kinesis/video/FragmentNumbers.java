package io.kinedex.ingest.kinesis.video;

import io.kinedex.frames.FragmentNumber;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/** Gives out fragment numbers of 47 digits that grow with the clock, as Kinesis Video's do. Stateless. */
final class FragmentNumbers {
    private static final BigInteger PREFIX =
            BigInteger.valueOf(91_343_852_333_181L).multiply(BigInteger.TEN.pow(33));
    private static final BigInteger MILLIS = BigInteger.TEN.pow(20);

    private FragmentNumbers() {}

    /** A number of that time, or one past the last where the clock has not moved on. */
    static FragmentNumber next(Optional<FragmentNumber> last, Instant now) {
        FragmentNumber timely =
                new FragmentNumber(PREFIX.add(MILLIS.multiply(BigInteger.valueOf(Math.max(0, now.toEpochMilli())))));
        return last.filter(number -> number.compareTo(timely) >= 0)
                .map(FragmentNumber::next)
                .orElse(timely);
    }
}
