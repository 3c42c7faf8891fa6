package io.kinedex.metadata.record;

/**
 * A named point of a detected thing, in fractions of the displayed frame. It may lie a little outside the frame.
 *
 * @param name such as {@code right-eye}, {@code left-eye}, {@code nose}, {@code mouth}, {@code right-ear},
 *             {@code left-ear}; left and right are the person's own
 * @param x    distance from the frame's left edge
 * @param y    distance from the frame's top edge
 */
public record Keypoint(String name, double x, double y) {
    public Keypoint {
        if (name.isBlank() || !Double.isFinite(x) || !Double.isFinite(y)) {
            throw new IllegalArgumentException("keypoint '%s' at %s, %s".formatted(name, x, y));
        }
    }
}
