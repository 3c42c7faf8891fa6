package io.kinedex.frames;

import java.util.List;

/**
 * What a fragment sounds like. Immutable; safe for all threads.
 *
 * @param pieces  in the order of the fragment; a new one begins where its timestamps leave a gap or step back
 * @param corrupt packets that were damaged, or 1 where the track cannot be decoded at all
 * @param reason  the first damage in words; empty where {@code corrupt} is 0
 */
public record DecodedSound(List<Sound> pieces, int corrupt, String reason) {
    /** Of a fragment without sound. */
    public static final DecodedSound NONE = new DecodedSound(List.of(), 0, "");

    public DecodedSound {
        pieces = List.copyOf(pieces);
    }

    /** Whether nothing was damaged. */
    public boolean isClean() {
        return corrupt == 0;
    }
}
