package io.kinedex.metadata.record;

/**
 * An axis-aligned rectangle on a displayed frame, in fractions of the frame's width and height. The origin is the
 * top-left corner. Immutable; safe for all threads.
 *
 * @param left   distance of the left edge from the frame's left edge, 0..1
 * @param top    distance of the top edge from the frame's top edge, 0..1
 * @param width  0..1; {@code left + width <= 1}
 * @param height 0..1; {@code top + height <= 1}
 */
public record Box(double left, double top, double width, double height) {
    /** Sums of two rounded fractions may pass 1 by a rounding error. */
    private static final double SLACK = 1e-6;

    public Box {
        requireFraction("left", left);
        requireFraction("top", top);
        requireFraction("width", width);
        requireFraction("height", height);
        if (left + width > 1 + SLACK || top + height > 1 + SLACK) {
            throw new IllegalArgumentException(
                    "box leaves the frame: left %s + width %s, top %s + height %s; each sum may be at most 1"
                            .formatted(left, width, top, height));
        }
    }

    /** The part of the given rectangle that lies on the frame; empty sides become 0. */
    public static Box clipped(double left, double top, double right, double bottom) {
        double l = Math.clamp(left, 0, 1);
        double t = Math.clamp(top, 0, 1);
        return new Box(l, t, Math.max(0, Math.clamp(right, 0, 1) - l), Math.max(0, Math.clamp(bottom, 0, 1) - t));
    }

    public double right() {
        return left + width;
    }

    public double bottom() {
        return top + height;
    }

    public double area() {
        return width * height;
    }

    /** Intersection over union, 0..1; 0 where both are empty. */
    public double iou(Box other) {
        double w = Math.min(right(), other.right()) - Math.max(left, other.left);
        double h = Math.min(bottom(), other.bottom()) - Math.max(top, other.top);
        if (w <= 0 || h <= 0) {
            return 0;
        }
        double shared = w * h;
        return shared / (area() + other.area() - shared);
    }

    private static void requireFraction(String name, double value) {
        if (!(value >= 0 && value <= 1 + SLACK)) {
            throw new IllegalArgumentException("box %s is %s, must be in 0..1".formatted(name, value));
        }
    }
}
