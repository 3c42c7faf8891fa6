package io.kinedex.ingest.archive;

import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentNumber;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/**
 * How far an archived stream has been taken from a source that numbers its fragments itself. It is written in the same
 * step as the fragment that it speaks of. Immutable; safe for all threads.
 *
 * @param source            names the source for good, such as a stream's ARN
 * @param number            the last fragment that was taken, by the source's own number; 0 before the first
 * @param continuationToken where to ask the source to go on; empty where it gave none
 * @param producerStart     when that fragment began on the producer's clock
 * @param producerEnd       when it ended there
 * @param serverTimestamp   when the source had it; before the first fragment, when reading began
 */
public record SourcePosition(
        String source,
        FragmentNumber number,
        String continuationToken,
        Instant producerStart,
        Instant producerEnd,
        Optional<Instant> serverTimestamp) {
    private static final FragmentNumber NONE = new FragmentNumber(BigInteger.ZERO);

    public SourcePosition {
        if (source.isEmpty() || source.length() > 2048) {
            throw new IllegalArgumentException(
                    "a source's name has %d characters, must be 1 to 2048".formatted(source.length()));
        }
    }

    /** After this fragment, as the source gave it. */
    public static SourcePosition after(String source, Fragment fragment) {
        return new SourcePosition(
                source,
                fragment.number(),
                fragment.continuationToken().orElse(""),
                fragment.producerStart(),
                fragment.producerEnd(),
                fragment.serverTimestamp());
    }

    /** Nothing was taken yet, and reading began at this time of the source. */
    public static SourcePosition begin(String source, Instant serverTime) {
        return new SourcePosition(source, NONE, "", serverTime, serverTime, Optional.of(serverTime));
    }

    /** The same place under another name of the source. */
    public SourcePosition of(String name) {
        return new SourcePosition(name, number, continuationToken, producerStart, producerEnd, serverTimestamp);
    }

    /** Whether a fragment was taken already. */
    public boolean hasFragment() {
        return !number.equals(NONE);
    }
}
