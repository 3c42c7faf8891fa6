package io.kinedex.inference.track;

import io.kinedex.inference.track.LineText.Seam;
import java.util.Optional;

/**
 * What has been read of a line that may move through the picture. Immutable.
 *
 * @param last    as it was read last
 * @param whole   all of it so far; ends with {@code last}
 * @param rolling whether more of it has come into the picture
 */
record LineReading(String last, String whole, boolean rolling) {
    /** A line that has grown longer than this is over: the next part begins another. */
    private static final int LENGTH_MAX = 2_000;

    LineReading(String first) {
        this(first, first, false);
    }

    /** Where a later reading goes on; empty where it does not, or where it would get too long. */
    Optional<Seam> seam(String next) {
        return whole.length() > LENGTH_MAX ? Optional.empty() : LineText.seam(last, next);
    }

    /** With a later reading. One that is nearly the same takes the last one's place, one that goes on is joined to it. */
    LineReading with(String next) {
        String before = whole.substring(0, whole.length() - last.length());
        Optional<Seam> seam = LineText.likeness(last, next) >= LineMatching.SAME ? Optional.empty() : seam(next);
        if (seam.isEmpty()) {
            return new LineReading(next, before + next, rolling);
        }
        // What both read they read alike; what the earlier one has before it has left the picture.
        String gone =
                last.substring(0, Math.max(0, seam.get().before() - seam.get().after()));
        return new LineReading(next, before + gone + next, true);
    }
}
