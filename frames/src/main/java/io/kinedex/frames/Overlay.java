package io.kinedex.frames;

/**
 * A box to draw on a still image, in fractions of the picture as shown: 0..1, origin at the top left. Parts beyond the
 * picture are not drawn. Immutable; safe for all threads.
 *
 * @param label drawn above the box in small capitals; letters that the font lacks are left out; may be empty
 */
public record Overlay(double left, double top, double width, double height, String label) {
    public Overlay {
        if (!Double.isFinite(left) || !Double.isFinite(top) || !(width >= 0) || !(height >= 0)) {
            throw new IllegalArgumentException(
                    "box [%s, %s, %s, %s] must be finite, its sides 0 or more".formatted(left, top, width, height));
        }
    }
}
