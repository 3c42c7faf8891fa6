package io.kinedex.frames;

/**
 * How frames are decoded. Immutable; safe for all threads.
 *
 * @param sampling    which frames are given
 * @param longSideMax pixels of a given frame's longer side at most; smaller pictures stay as they are
 * @param threads     threads with which FFmpeg decodes; 1 decodes in the caller's
 */
public record DecoderOptions(SamplingPolicy sampling, int longSideMax, int threads) {
    private static final int THREADS_MAX = 64;
    private static final int LONG_SIDE_MAX = 16_384;

    public DecoderOptions {
        if (longSideMax < 16 || longSideMax > LONG_SIDE_MAX) {
            throw new IllegalArgumentException(
                    "longSideMax %d must be between 16 and %d".formatted(longSideMax, LONG_SIDE_MAX));
        }
        if (threads < 1 || threads > THREADS_MAX) {
            throw new IllegalArgumentException("threads %d must be between 1 and %d".formatted(threads, THREADS_MAX));
        }
    }
}
