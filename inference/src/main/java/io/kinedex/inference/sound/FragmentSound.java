package io.kinedex.inference.sound;

import io.kinedex.frames.Sound;
import java.util.List;

/**
 * One fragment's sound.
 *
 * @param fragment its number
 * @param pieces   in the order of time
 */
public record FragmentSound(String fragment, List<Sound> pieces) {
    public FragmentSound {
        pieces = List.copyOf(pieces);
    }
}
