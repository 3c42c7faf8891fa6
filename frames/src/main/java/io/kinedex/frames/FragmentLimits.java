package io.kinedex.frames;

/**
 * What one fragment may cost at most. A reader keeps no more than one fragment, so these bound its memory, whatever the
 * input says about itself. Immutable; safe for all threads.
 *
 * @param bytesMax        bytes of one fragment, all its elements together
 * @param blocksMax       frames in one fragment, each laced frame counted
 * @param tracksMax       track entries
 * @param tagsMax         simple tags in one fragment
 * @param tagBytesMax     bytes of one tag's name or value
 * @param skippedBytesMax bytes that may pass between two fragments without belonging to either: attachments, indexes, padding
 */
public record FragmentLimits(
        long bytesMax, int blocksMax, int tracksMax, int tagsMax, int tagBytesMax, long skippedBytesMax) {
    private static final long ARRAY_BYTES_MAX = 1L << 30;

    /** Kinesis Video's own limit for a fragment, 50 MB, and what a healthy stream never reaches. */
    public static final FragmentLimits DEFAULTS =
            new FragmentLimits(50L << 20, 100_000, 64, 1_000, 64 << 10, 256L << 20);

    public FragmentLimits {
        requireAtLeastOne("bytesMax", bytesMax);
        requireAtLeastOne("blocksMax", blocksMax);
        requireAtLeastOne("tracksMax", tracksMax);
        requireAtLeastOne("tagsMax", tagsMax);
        requireAtLeastOne("tagBytesMax", tagBytesMax);
        requireAtLeastOne("skippedBytesMax", skippedBytesMax);
        if (bytesMax > ARRAY_BYTES_MAX) {
            throw new IllegalArgumentException("bytesMax %d is over %d".formatted(bytesMax, ARRAY_BYTES_MAX));
        }
    }

    /** These limits with another {@code bytesMax}. */
    public FragmentLimits withBytesMax(long bytes) {
        return new FragmentLimits(bytes, blocksMax, tracksMax, tagsMax, tagBytesMax, skippedBytesMax);
    }

    private static void requireAtLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("%s %d must be 1 or more".formatted(name, value));
        }
    }
}
