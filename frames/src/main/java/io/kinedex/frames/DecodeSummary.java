package io.kinedex.frames;

/**
 * What became of a fragment. Immutable; safe for all threads.
 *
 * @param decoded frames that the decoder gave; less than the fragment holds where the sampling needs less
 * @param sampled frames that were handed on
 * @param corrupt packets and frames that were damaged
 * @param reason  the first damage in words; empty where {@code corrupt} is 0
 */
public record DecodeSummary(int decoded, int sampled, int corrupt, String reason) {
    /** Whether nothing was damaged. */
    public boolean isClean() {
        return corrupt == 0;
    }
}
